import { createHash, randomBytes } from 'node:crypto';
import { hashSecret } from '../../shared/vault.ts';

/** 128 random bits, in letters and digits alone: every provider takes that as `state`. */
export const newTicket = (): string => randomBytes(16).toString('hex');

/**
 * What a QR code for another app shows. It leads to the ticket for nobody: who sees the code on a screen can have it
 * confirmed, but only the browser that started can sign in with it.
 */
export const qrOf = (ticket: string): string => createHash('sha256').update(`qr\0${ticket}`).digest('base64url');

export const scanIdOfQr = (qr: string): string => hashSecret(qr);
export const scanIdOf = (ticket: string): string => scanIdOfQr(qrOf(ticket));

import { z } from 'zod';

/** The fields that several protocols share. */
export const shortText = z.string().trim().min(1).max(200);

/** Chosen by the sender and repeated when it sends again. */
export const requestId = z.string().min(1).max(200);

export const messageText = z.string().min(1).max(5000);

export const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'Write the phone in E.164, e.g. +8613800000000');

/** Identity cards, and the passes and passports of those who have none. */
export const idNumber = z.string().trim().toUpperCase()
  .regex(/^[0-9A-Z()-]{5,24}$/, 'Not the shape of an identity document number');

/** 18 characters today; registrations from before 2015 have 13 or 15 digits. */
export const uscc = z.string().trim().toUpperCase()
  .regex(/^[0-9A-Z-]{8,20}$/, 'Not the shape of a unified social credit code');

export const bankAccount = z.string().trim()
  .regex(/^[0-9A-Za-z][0-9A-Za-z_-]{3,39}$/, 'Not the shape of an account or card number');

export const amount = z.string().regex(/^\d{1,12}\.\d{2}$/, 'Write the amount with two places, e.g. "0.35"');

export const positiveAmount = amount.refine((value) => Number(value) > 0, 'The amount must be over 0.00');

export const instant = z.iso.datetime({ offset: true });

/** A day, or an instant of that day. */
export const dayOrInstant = z.union([z.iso.date(), instant], 'Write a date, e.g. 2020-05-17');

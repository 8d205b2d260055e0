import { maskEmail, maskPhone } from '../../shared/mask.ts';
import type { ContactKind } from '../schema.generated.ts';
import type { WechatContact } from './contact-store.ts';

/** An address as its holder is shown it. */
export const maskContact = (kind: Extract<ContactKind, 'PHONE' | 'EMAIL'>, address: string): string => (kind === 'PHONE' ? maskPhone(address) : maskEmail(address));

/** The name that people know the WeChat user by; where the provider tells none, the beginning of its id. */
export const wechatLabel = ({ subject, name }: WechatContact): string => name ?? `${subject.slice(0, 4)}****`;

import type { Language } from './messages/language.ts';
import type { AgreementPolicy } from './policy/policy-values.ts';

interface Consent {
  id: string;
  version: string;
}

/** The agreements that are not among the consents in their version in force. */
export const missingAgreements = (agreements: readonly AgreementPolicy[], consents: readonly Consent[]): AgreementPolicy[] =>
  agreements.filter(({ id, version }) => !consents.some((consent) => consent.id === id && consent.version === version));

/** An agreement as the public schema shows it. */
export const toAgreement = ({ id, version, title }: AgreementPolicy, language: Language) => ({ id, version, title: title[language] });

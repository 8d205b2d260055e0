import type { Site } from '../schema.generated.ts';

/** Where accounts of a country belong: those of China on the China site, those of every other country on the international one (HW-ACC-013). */
export const siteOfCountry = (country: string): Site => (country === 'CN' ? 'CN' : 'INTL');

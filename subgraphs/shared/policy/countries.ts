import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';

/** A list of countries and regions, without repetition. */
export const countries = () =>
  z
    .array(z.string().refine((country): boolean => isSupportedCountry(country), 'allowed is a country or region of ISO 3166-1 alpha-2, for example CN.'))
    .refine((list) => new Set(list).size === list.length, 'allowed is each entry once.');

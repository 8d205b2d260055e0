import { z } from 'zod';
import { listOf } from '../../shared/policy/policy-values.ts';
import type { SensitiveOperation } from '../../shared/schema.generated.ts';

const title = z.strictObject({ zh: z.string().min(1).max(100).optional(), en: z.string().min(1).max(100) });
export type CatalogueTitle = z.infer<typeof title>;

const productKey = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'allowed is a product’s key, for example cvm.');
const operationKey = z.string().regex(/^[a-z][a-z0-9-]{0,31}:[a-z][a-zA-Z0-9]{0,95}$/, 'allowed is an operation’s key, for example cvm:shutDownInstance.');

/** The first entry of a list whose key an earlier one has. */
const repeatedAt = (keys: string[]): number => keys.findIndex((key, index) => keys.indexOf(key) !== index);

/**
 * The operations of products that operation protection covers, by group and product.
 * `sensitive` names what the account centre itself carries out: that operation is asked for as this deployment asks for it (TX-SEC-045).
 */
export const cataloguePolicy = (operations: readonly [SensitiveOperation, ...SensitiveOperation[]]) =>
  z
    .array(
      z.strictObject({
        title,
        products: z
          .array(
            z
              .strictObject({ key: productKey, title, operations: z.array(z.strictObject({ key: operationKey, title, sensitive: listOf(operations).default([]) })).min(1).max(200) })
              .superRefine(({ key, operations: listed }, context) => {
                for (const [index, operation] of listed.entries()) {
                  if (!operation.key.startsWith(`${key}:`)) context.addIssue({ code: 'custom', path: ['operations', index, 'key'], message: `allowed is a key that begins with ${key}:` });
                }
                const repeated = repeatedAt(listed.map((operation) => operation.key));
                if (repeated >= 0) context.addIssue({ code: 'custom', path: ['operations', repeated, 'key'], message: 'allowed is each key once.' });
              }),
          )
          .min(1)
          .max(50),
      }),
    )
    .max(50)
    .superRefine((groups, context) => {
      const products = groups.flatMap((group, at) => group.products.map(({ key }, index) => ({ key, path: [at, 'products', index, 'key'] })));
      const repeated = repeatedAt(products.map(({ key }) => key));
      if (repeated >= 0) context.addIssue({ code: 'custom', path: products[repeated]!.path, message: 'allowed is each product once.' });
    });
export type Catalogue = z.infer<ReturnType<typeof cataloguePolicy>>;

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { parse } from 'yaml';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import type { Answer } from './client.ts';

/** The products of the platform that stand beside the account centre, and what they ask of it. */

const catalogue = parse(readFileSync(join(projectRoot, 'policies/operations/tencent.yaml'), 'utf8')) as { products: { key: string; operations: { key: string }[] }[] }[];
export const products = catalogue.flatMap((group) => group.products.map(({ key, operations }) => ({ key, operations: operations.map((operation) => operation.key) })));

/** The key of a product in every test graph. */
export const productKey = (product: string): Buffer => createHash('sha256').update(`the test key of ${product}`).digest();

/** The setting that makes them known. */
export const productKeys = products.map(({ key }) => `${key}:${productKey(key).toString('base64')}`).join(',');

export const signAsProduct = (product: string): Promise<string> =>
  new SignJWT({}).setProtectedHeader({ alg: 'HS256', typ: 'product' }).setAudience('hufu-product').setIssuer(product).setExpirationTime('60s').sign(productKey(product));

const needDocument = 'query($input: IsStepUpNeededInput!) { isStepUpNeeded(input: $input) { isNeeded methods sessionIsLive steppedUpUntil } }';

export const sendNeed = async ({ subgraphUrls }: { subgraphUrls: { security: string } }, product: string, sessionToken: string, operation: string): Promise<Answer> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await signAsProduct(product)}` };
  const response = await fetch(`${subgraphUrls.security}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: needDocument, variables: { input: { sessionToken, operation } } }) });
  const body = (await response.json()) as Partial<Answer>;
  return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
};

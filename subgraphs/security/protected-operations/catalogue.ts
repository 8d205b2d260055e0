import type { Language } from '../../shared/messages/language.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { answersTo } from '../step-up/answers-to.ts';
import type { StepUpPolicy } from '../step-up/step-up-policy.ts';
import { acceptedMethods } from '../step-up/step-up-rules.ts';
import type { Catalogue, CatalogueTitle } from './catalogue-policy.ts';

type Product = Catalogue[number]['products'][number];
type ProtectedOperation = Product['operations'][number];

/** The operation and its product; null when it is not in the catalogue, and so protected by nothing. */
export const findProtected = (catalogue: Catalogue, key: string): { product: Product; operation: ProtectedOperation } | null => {
  const product = catalogue.flatMap(({ products }) => products).find((each) => key.startsWith(`${each.key}:`));
  const operation = product?.operations.find((each) => each.key === key);
  return product && operation ? { product, operation } : null;
};

/**
 * The methods of a proof that the operation accepts, the proposed one first; none when it asks for no proof.
 * Under operation protection the chosen ones (TX-SEC-041); while it is off only what the account centre itself asks for (TX-SEC-044).
 */
export const acceptedByProduct = ({ sensitive }: Pick<ProtectedOperation, 'sensitive'>, operationProtection: CheckMethod[], policy: { stepUp: Pick<StepUpPolicy, 'methods' | 'always' | 'whenProtected' | 'byDevice'> }): CheckMethod[] => [
  ...new Set([...answersTo(operationProtection), ...sensitive.flatMap((operation) => acceptedMethods(operation, operationProtection, policy))]),
];

const titleIn = (language: Language, { zh, en }: CatalogueTitle): string => (language === 'zh' ? (zh ?? en) : en);

/** The operation as a message names it; by its key where the catalogue has it no more. */
export const nameProtected = (catalogue: Catalogue, key: string): Record<Language, string> => {
  const known = findProtected(catalogue, key);
  if (!known) return { zh: `操作 ${key}`, en: `go on with ${key}` };
  const name = (language: Language) => ({ product: titleIn(language, known.product.title), operation: titleIn(language, known.operation.title) });
  const [zh, en] = [name('zh'), name('en')];
  return { zh: `${zh.product}操作“${zh.operation}”`, en: `${en.operation} (${en.product})` };
};

/** The catalogue as the public policy shows it. */
export const toProtectedOperations = (catalogue: Catalogue, language: Language) =>
  catalogue.map((group) => ({
    title: titleIn(language, group.title),
    products: group.products.map((product) => ({
      key: product.key,
      title: titleIn(language, product.title),
      operations: product.operations.map(({ key, title, sensitive }) => ({ key, title: titleIn(language, title), sensitive })),
    })),
  }));

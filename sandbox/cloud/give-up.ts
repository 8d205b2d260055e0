import type { couponKinds, Inventory } from './inventory.ts';

export interface GivenUp { kind: (typeof couponKinds)[number] | 'BALANCE' | 'RESOURCE'; itemIds?: string[] | undefined }

/** What is left after the owner has given something up; without item ids, all of that kind goes. */
export const giveUp = (owned: Inventory, { kind, itemIds }: GivenUp): Inventory => {
  const isNamed = ({ id }: { id: string }) => itemIds === undefined || itemIds.includes(id);
  if (kind === 'BALANCE') return { ...owned, balance: '0.00' };
  if (kind === 'RESOURCE') return { ...owned, resources: owned.resources.filter((resource) => !isNamed(resource)) };
  return { ...owned, coupons: owned.coupons.filter((coupon) => coupon.kind !== kind || !isNamed(coupon)) };
};

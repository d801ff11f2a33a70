import type { Transaction } from '#libs/database';

export const find = (tx: Transaction) => tx;

// Breaks domain-is-pure
import type { Transaction } from '#libs/database';

export type Store = (tx: Transaction) => void;

import { rows, type Transaction, type Transactions } from '#libs/database';

/** Told of what has changed: the id of a credential, of a user (whatever is theirs), or of a workspace (whatever is in it). */
export type ChangeListener = (subject: string) => void;

/**
 * What caches have to forget. Each change is a row of `keys.changes`, written in the transaction that changes: whoever follows
 * that table misses nothing. Listeners in this process are told right after the commit, so that they need not wait for it.
 */
export class Changes {
  private readonly listeners: ChangeListener[] = [];

  constructor(private readonly transactions: Transactions) {}

  async note(tx: Transaction, subject: string): Promise<void> {
    await rows(tx, { sql: 'INSERT INTO keys.changes (subject) VALUES ($1)', parameters: [subject] });
    this.transactions.afterCommit(tx, () => {
      for (const listener of this.listeners) listener(subject);
    });
  }

  onCommitted(listener: ChangeListener): void {
    this.listeners.push(listener);
  }
}

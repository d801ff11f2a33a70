import pg from 'pg';

/**
 * How long an answer of the database may take, in milliseconds: longer than any statement may (see `service-schema.ts`), so
 * that it is over only when the network has swallowed the statement or its answer.
 */
export const ANSWER_MS = 20_000;

/**
 * A connection that is given up when an answer does not come. pg alone would hand it back to the pool with the lost answer
 * still due, and whoever gets it next would wait behind that.
 */
export class BoundedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // TypeORM asks through promises only, in one of the many forms that pg knows: all of them are passed on as they are.
    const ask = this.query.bind(this) as (...question: unknown[]) => unknown;
    this.query = ((...question: unknown[]) => {
      const answer = ask(...question);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.giveUpAfter(error));
      return answer;
    }) as typeof this.query;
  }

  private giveUpAfter(error: unknown): void {
    if (error instanceof Error && error.message === NO_ANSWER) this.connection.stream.destroy();
  }
}

/** What pg says when an answer has not come in time. */
const NO_ANSWER = 'Query read timeout';

import { existsSync, readFileSync } from 'node:fs';
import { typed, type Home } from './home.js';

/** The file into which the keys service writes the first admin key, as it was before the start and as it is now. */
export class AdminKeyFile {
  private readonly before: string | undefined;

  constructor(private readonly path: string) {
    this.before = this.read();
  }

  /** The key that this start made, if it made one. */
  newKey(): string | undefined {
    const key = this.read();
    return key === this.before ? undefined : key;
  }

  /** Whether there is no key in it: the first start, which alone makes one, was another time. */
  isLost(): boolean {
    return this.read() === undefined;
  }

  /** A command that makes another key and writes it there. A database of somebody's own is named by their environment. */
  commandForAnother(home: Home, isDatabasePrivate: boolean): string {
    const database = isDatabasePrivate ? `DATABASE_URL_FILE=${typed(home.path('database-url'))} ` : '';
    const peppers = `KEY_PEPPERS_FILE=${typed(home.path('key-peppers'))}`;
    return `${database}${peppers} node tools/curfew.mjs admin-key > ${typed(this.path)}`;
  }

  private read(): string | undefined {
    return existsSync(this.path) ? readFileSync(this.path, 'utf8').trim() : undefined;
  }
}

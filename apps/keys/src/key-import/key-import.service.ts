import type { Transaction, Transactions } from '#libs/database';
import { DomainError, InvalidField, type Clock } from '#libs/kernel';
import type { AdoptedKeyOrder, KeyIssuer } from '../api-keys/index.js';
import { settleChoice } from '../credentials/index.js';
import type { SecurityPolicyService } from '../policy/index.js';
import type { RolesService } from '../roles/index.js';
import type { User, Workspace, WorkspacesService } from '../workspaces/index.js';
import type { ImportLine } from './dto/import-line.dto.js';
import type { Problem } from './read-line.js';
import type { ImportTurnRepository } from './import-turn.repository.js';
import { UnusableFile } from './unusable-file.js';

/** Stands for the last four characters of a key of which they are not known. */
const UNKNOWN_LAST4 = '????';

/** What became of a line: its key is here now, or was before, or the line was refused. */
export type Outcome = 'imported' | 'known' | readonly Problem[];

interface KeyImportParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly workspaces: WorkspacesService;
  readonly roles: RolesService;
  readonly policy: SecurityPolicyService;
  readonly issuer: KeyIssuer;
  readonly turns: ImportTurnRepository;
  /** Who owns the keys of which no owner is named. */
  readonly adminEmail: string;
}

/** What all lines of a chunk have in common. */
interface Chunk {
  readonly workspace: Workspace;
  /** By address, in small letters. */
  readonly owners: Map<string, User>;
  readonly dryRun: boolean;
}

/** Takes over keys that other systems made. Whoever does this has the database: roles are given as they are asked for. */
export class KeyImport {
  constructor(private readonly parts: KeyImportParts) {}

  /** Does the work while no other import is at work. Throws CONFLICT if one is. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.parts.transactions.run(async (turn) => {
      if (!(await this.parts.turns.take(turn))) throw new DomainError('CONFLICT', 'Another import is under way.');
      return work();
    });
  }

  /**
   * Imports some lines in one transaction, all those that can be and their events, or, when it rejects, none. Keys that are
   * here already, revoked or not, stay as they are. With `dryRun` it looks at everything and changes nothing.
   */
  lines(lines: readonly ImportLine[], { dryRun }: { readonly dryRun: boolean }): Promise<ReadonlyMap<ImportLine, Outcome>> {
    const { transactions, issuer, workspaces } = this.parts;
    return transactions.run(async (tx) => {
      const workspace = await workspaces.first(tx);
      if (!workspace) throw new UnusableFile('There is no workspace to import it into yet: start the keys service once.');
      const digests = lines.map(({ hash }) => hash);
      const here = await issuer.adopted(tx, digests);
      const chunk: Chunk = { workspace, owners: new Map(), dryRun };
      const outcomes = new Map<ImportLine, Outcome>();
      for (const line of lines) outcomes.set(line, here.has(line.hash) ? 'known' : await this.adopt(tx, line, chunk));
      return outcomes;
    });
  }

  private async adopt(tx: Transaction, line: ImportLine, chunk: Chunk): Promise<Outcome> {
    try {
      const order = await this.order(tx, line, chunk);
      if (!chunk.dryRun) await this.parts.issuer.adopt(tx, order);
      return 'imported';
    } catch (error) {
      if (!(error instanceof InvalidField)) throw error;
      return [{ field: error.field, problem: error.message.slice(`${error.field}: `.length) }];
    }
  }

  /** Throws {@link InvalidField} for what only the database can tell: an owner, a role or an expiration that can't be. */
  private async order(tx: Transaction, line: ImportLine, chunk: Chunk): Promise<AdoptedKeyOrder> {
    const { clock, policy, roles: knownRoles } = this.parts;
    const { id: workspaceId, timeZone } = chunk.workspace;
    const now = clock.now();
    const owner = await this.ownerOf(tx, line, chunk);
    const expiration = (await settleChoice(line, { now, usualZone: () => Promise.resolve(timeZone) })) ?? null;
    await policy.assertComplies(tx, { workspaceId, expiration, now });
    const { name, roles, description = null, hash: digest, last4 = UNKNOWN_LAST4, createdDate: createdAt = now } = line;
    await knownRoles.grantOf(tx, { workspaceId, roles });
    return { by: { kind: 'system', workspaceId }, owner, name, description, roles, expiration, digest, last4, createdAt, now };
  }

  private async ownerOf(tx: Transaction, { owner }: ImportLine, { workspace, owners }: Chunk): Promise<User> {
    const email = (owner ?? this.parts.adminEmail).toLowerCase();
    const user = owners.get(email) ?? (await this.parts.workspaces.userByEmail(tx, { workspaceId: workspace.id, email }));
    if (user?.status === 'DEACTIVATED') throw new InvalidField('owner', 'was deactivated: reminders would reach nobody');
    if (!user) throw new InvalidField('owner', owner ? 'is no user of the workspace' : 'is required: there is no admin');
    owners.set(email, user);
    return user;
  }
}

import type { Transaction, Transactions } from '#libs/database';
import { DomainError, InvalidField, type Clock } from '#libs/kernel';
import type { Principal } from '../../authorization/index.js';
import { endingBy, statusAt, type Expiration } from '../../credentials/index.js';
import type { WorkspacesService } from '../../workspaces/index.js';
import { nextVersion, type ApiKey } from '../api-key.js';
import type { ApiKeysRepository } from '../api-keys.repository.js';
import type { KeyEvents } from '../key-events.js';
import type { IssuedKey, KeyIssuer } from '../key-issuer.js';
import type { KeyRules } from '../key-rules.js';
import type { RotateKey } from './dto/rotate-key.dto.js';

interface KeyRotationServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly keys: ApiKeysRepository;
  readonly issuer: KeyIssuer;
  readonly events: KeyEvents;
  readonly workspaces: WorkspacesService;
  readonly rules: KeyRules;
}

/** When a rotation takes place, and how it was asked for. */
interface Rotation {
  readonly by: Principal;
  readonly now: Date;
  readonly body: RotateKey;
}

/**
 * Replaces keys by successors. What may be done with a key is settled by its expiration alone, so the grace of a replaced key
 * is its expiration from then on: never later than it was, and never moved back.
 */
export class KeyRotationService {
  constructor(private readonly parts: KeyRotationServiceParts) {}

  /**
   * Issues a successor with the name, description, roles, owner, recipients and, unless another is asked for, the expiration of the key,
   * and lets the key end with its grace. CONFLICT for a key that has expired, or has a successor that is still valid.
   */
  rotate(by: Principal, cid: string, body: RotateKey): Promise<IssuedKey> {
    const { transactions, clock, rules } = this.parts;
    return transactions.run(async (tx) => {
      const key = await rules.existing(tx, { principal: by, cid, lock: true });
      const rotation = { by, now: clock.now(), body };
      await rules.assertMayGive(tx, by, key.roles);
      const issued = await this.succeed(tx, key, rotation);
      await this.replace(tx, key, { ...rotation, successor: issued.key });
      return issued;
    });
  }

  private async succeed(tx: Transaction, key: ApiKey, { by, now, body }: Rotation): Promise<IssuedKey> {
    const { rules, workspaces, issuer } = this.parts;
    const inherited = await this.inheritance(tx, key, now);
    const expiration = (await rules.settle(tx, by, { asked: body, now })) ?? renewed(inherited, now);
    await rules.assertComplies(tx, by, { expiration, now });
    const { cid, name, description, roles, notifications } = key;
    const owner = await workspaces.user(tx, key.owner.id);
    const succeeds = { cid, retiresOnUse: body.retireOnFirstUse };
    return issuer.issue(tx, { by, owner, name, description, roles, expiration, notifications, now, succeeds });
  }

  /**
   * Whose expiration a successor takes over: the key's own or, if an earlier successor was revoked or has expired, that
   * one's, since the key's own has been cut short for it.
   */
  private async inheritance(tx: Transaction, key: ApiKey, now: Date): Promise<ApiKey> {
    if (statusAt(key, now) === 'EXPIRED') throw new DomainError('CONFLICT', HAS_EXPIRED);
    if (key.replacedBy === null) return key;
    const successors = await this.parts.keys.successorsOf(tx, key);
    const alive = successors.find((one) => ['ACTIVE', 'EXPIRING'].includes(statusAt(one, now)));
    if (alive)
      throw new DomainError('CONFLICT', `This API key has been replaced by ${alive.cid}: rotate that one, or revoke it.`);
    return successors[0] ?? key;
  }

  private async replace(
    tx: Transaction,
    key: ApiKey,
    { by, now, body, successor }: Rotation & { readonly successor: ApiKey },
  ): Promise<void> {
    const { keys, events, workspaces } = this.parts;
    const zone = key.expiration?.timeZone ?? (await workspaces.timeZoneOf(tx, key.workspaceId));
    const expiration = endingBy(new Date(now.getTime() + body.gracePeriod), key.expiration, { zone, now });
    const replaced = nextVersion(key, { replacedBy: successor.cid, expiration, updatedAt: now });
    await keys.update(tx, replaced);
    await events.updated(tx, by, replaced);
  }
}

const HAS_EXPIRED = 'This API key has expired, so there is nothing left to take over: issue a new one.';

/** What is taken over counts as chosen now: whoever rotates late is not reminded of what was due before. */
function renewed({ cid, expiration }: ApiKey, now: Date): Expiration | null {
  if (expiration && expiration.expiresAt <= now)
    throw new InvalidField('expirationDate', `is required, since ${cid}, the successor before this one, has expired`);
  return expiration && { ...expiration, setAt: now };
}

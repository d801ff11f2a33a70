import type { CredentialSnapshot, KeyEvent, KeyEventType } from '#libs/contracts';
import { randomId } from '#libs/kernel';

/** A credential as the keys service would describe it; `name` is unique enough to look for in the inbox. */
export function aCredential(overrides: Partial<CredentialSnapshot> = {}): CredentialSnapshot {
  const cid = randomId('ak');
  return {
    kind: 'apiKey',
    workspaceId: 'ws0000000000000001',
    cid,
    version: 1,
    name: `deploy-${cid}`,
    description: null,
    tag: null,
    last4: 'x7Qd',
    roles: [{ type: 'DEFAULT', role: 'USER' }],
    owner: { id: 'us0000000000000001', email: 'ada@curfew.localhost', name: 'Ada' },
    createdAt: new Date().toISOString(),
    expiration: null,
    revokedAt: null,
    replaces: null,
    replacedBy: null,
    ...overrides,
  };
}

const DAY_MS = 86_400_000;

/** An expiration at an exact instant, so many days and milliseconds from now; chosen now unless told. */
export function expiresIn({
  days,
  ms = 0,
  setAt = new Date(),
}: {
  readonly days: number;
  readonly ms?: number;
  readonly setAt?: Date;
}) {
  const expiresAt = new Date(Date.now() + days * DAY_MS + ms).toISOString();
  return { precision: 'instant' as const, date: expiresAt.slice(0, 10), timeZone: 'UTC', expiresAt, setAt: setAt.toISOString() };
}

/** An event of the keys service around a snapshot. */
export function keyEventOf(data: CredentialSnapshot, type: KeyEventType = 'KeyCreated'): KeyEvent {
  return {
    specversion: '1.0',
    id: randomId('ev'),
    source: '/curfew/keys',
    type,
    subject: data.cid,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    requestid: 'rq-test',
    data,
  };
}

/** The next version of a credential. */
export function changed(credential: CredentialSnapshot, change: Partial<CredentialSnapshot>): CredentialSnapshot {
  return { ...credential, ...change, version: credential.version + 1 };
}

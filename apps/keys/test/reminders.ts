import type { KeyEvent } from '#libs/contracts';
import type { ShownResponse } from '../src/credentials/index.js';
import type { Answer, Caller, ErrorBody } from './caller.js';
import type { KeysService } from './keys-service.js';
import { keep as keepSecret } from './secrets.js';
import { StandInScheduler } from './stand-in-scheduler.js';
import { issue as issueToken } from './tokens.js';

/** What a response to a reminder answers. */
export type Responded = ShownResponse & { readonly cid: string };

/** When all of them expire. */
export const EXPIRES_AT = '2099-03-31T22:00:00.000Z';

const expiring = { expirationDate: EXPIRES_AT };

/** Acknowledges the last reminder of a credential. */
export function acknowledge<Body = ErrorBody>(by: Caller, cid: string, body: unknown = {}): Promise<Answer<Body>> {
  return by.send(`/api/v1/reminders/${cid}/acknowledge`, { method: 'POST', body });
}

/** Snoozes it. */
export function snooze<Body = ErrorBody>(by: Caller, cid: string, body: unknown): Promise<Answer<Body>> {
  return by.send(`/api/v1/reminders/${cid}/snooze`, { method: 'POST', body });
}

/** A key that people have been reminded of. */
export async function aRemindedKey(by: Caller, body: object = {}): Promise<string> {
  return reminded((await by.issue({ ...expiring, ...body })).cid);
}

/** A token of the caller's that people have been reminded of. */
export async function aRemindedToken(by: Caller): Promise<string> {
  return reminded((await issueToken(by, expiring)).id);
}

/** A secret that people have been reminded of. */
export async function aRemindedSecret(by: Caller): Promise<string> {
  return reminded((await keepSecret(by, expiring)).id);
}

/** What others were told of a credential, in order. */
export async function snapshotsOf(service: KeysService, cid: string): Promise<KeyEvent['data'][]> {
  const sql = `SELECT event FROM keys.outbox WHERE event->>'subject' = $1 ORDER BY id`;
  return (await service.query<{ event: KeyEvent }>(sql, cid)).map(({ event }) => event.data);
}

function reminded(cid: string): string {
  StandInScheduler.hasReminded(cid, { expiresAt: EXPIRES_AT });
  return cid;
}

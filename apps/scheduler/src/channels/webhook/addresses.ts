import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '#libs/webhooks';

/** Says which addresses a name has; none, if it has none or nobody knows. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** How far webhooks may go. */
export interface Reach {
  readonly resolve: Resolve;
  /** Whether an address may be connected to. */
  readonly mayConnect: (address: string) => boolean;
}

/** One answer for a name that leads nowhere and for one that leads inside: what names are known inside is nobody's business. */
const NOWHERE = 'the host of the endpoint has no public address';

/** Public hosts and no others; or, on somebody's own machine, whatever this machine knows by name. */
export function reachOf({ allowPrivate }: { readonly allowPrivate: boolean }): Reach {
  return allowPrivate
    ? { resolve: askSystem, mayConnect: () => true }
    : { resolve: askDns, mayConnect: (address) => isPublicAddress(address) };
}

/**
 * The addresses that a host may be reached at: all that it has. One that may not be connected to among them spoils the others.
 * Rejects if there is none. Whoever connects does it to one of these, and asks no more: a name may lead elsewhere a moment later.
 */
export async function vettedAddresses(host: string, { resolve, mayConnect }: Reach): Promise<readonly [string, ...string[]]> {
  const [first, ...rest] = isIP(host) === 0 ? await resolve(host) : [host];
  if (first === undefined || ![first, ...rest].every(mayConnect)) throw new Error(NOWHERE);
  return [first, ...rest];
}

/** Asks DNS on sockets of its own: the system's way has few threads, and names that nobody answers for would hold them all. */
async function askDns(host: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

async function askSystem(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

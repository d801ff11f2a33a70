import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

const LONGEST_URL = 2_048;

/** What `URL` would drop or repair in silence. */
const UNPRINTABLE = /[\s\p{Cc}\p{Cf}]/u;

/** Names that mean the machine itself, wherever they are asked (RFC 6761). */
const THIS_MACHINE = /(^|\.)localhost\.?$/;

interface UrlRules {
  /** Whether plain http and addresses that are not public will do: on somebody's own machine, and nowhere else. */
  readonly allowPrivate: boolean;
}

/**
 * What is wrong with a URL that webhooks are to be sent to, as the end of a sentence about it; nothing if it will do. A host that
 * is an address is judged here, however it is written; what a name leads to is judged whenever something is sent there.
 */
export function objectionToUrl(text: string, { allowPrivate }: UrlRules): string | undefined {
  if (text.length > LONGEST_URL) return `must be at most ${String(LONGEST_URL)} characters`;
  const url = !UNPRINTABLE.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return 'must be a URL such as https://hooks.example.com/curfew';
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'must begin with https://';
  if (url.hostname === '') return 'must be a URL such as https://hooks.example.com/curfew';
  if (url.username !== '' || url.password !== '') return 'must hold no user and no password';
  if (text.includes('#')) return 'must hold no fragment';
  if (!allowPrivate && leadsInside(hostOf(url))) return 'must name a host that is public';
  return undefined;
}

/** The host of a URL as one connects to it: an address of IPv6 without its brackets. */
export function hostOf({ hostname }: Pick<URL, 'hostname'>): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function leadsInside(host: string): boolean {
  return isIP(host) === 0 ? THIS_MACHINE.test(host) : !isPublicAddress(host);
}

import { isIPv4 } from 'node:net';
import { keyBearer, type VerifyRequest } from '#libs/contracts';

/** Who presents a key: kept, approximately, as its last use. */
export interface Bearer {
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

const LONGEST_USER_AGENT = 512;

/**
 * What can be passed on of who presents a key. It is hearsay, so what breaks the contract is left out: nobody is refused for
 * a strange address or a long user agent.
 */
export function passedOn({ address = '', userAgent = '' }: Bearer): NonNullable<VerifyRequest['bearer']> {
  const { data: knownAddress } = keyBearer.shape.address.safeParse(inIPv4(address));
  const said = userAgent.replaceAll('\0', '').slice(0, LONGEST_USER_AGENT);
  return { ...(knownAddress === undefined ? {} : { address: knownAddress }), ...(said === '' ? {} : { userAgent: said }) };
}

/** A socket that listens for IPv6 shows IPv4 in its clothes. */
function inIPv4(address: string): string {
  const inside = address.replace(/^::ffff:/i, '');
  return isIPv4(inside) ? inside : address;
}

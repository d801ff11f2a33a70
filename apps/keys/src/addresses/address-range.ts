import { isIP, SocketAddress } from 'node:net';

/** All addresses that begin with the same so many bits; of one address: all of its bits. */
export interface AddressRange {
  readonly family: 'ipv4' | 'ipv6';
  /** In its usual spelling. Bits beyond the prefix mean nothing. */
  readonly address: string;
  readonly prefix: number;
}

const WIDTH = { ipv4: 32, ipv6: 128 } as const;

/** What stands before an IPv4 address that is written as one of IPv6. */
const MAPPED = '::ffff:';
const MAPPED_BITS = 96;

/**
 * Reads an IP address or a CIDR range (`10.0.0.0/8`, `2001:db8::/32`); `undefined` for everything else, zones (`%eth0`) and
 * masks included. IPv4 written as IPv6 (`::ffff:10.0.0.0/104`) is the IPv4 it stands for.
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [, written = '', bits] = /^([^/%]{2,45})(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const version = isIP(written);
  if (version === 0) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const prefix = bits === undefined ? WIDTH[family] : Number(bits);
  if (prefix > WIDTH[family]) return undefined;
  return unmapped({ family, address: new SocketAddress({ address: written, family }).address, prefix });
}

/** The usual spelling of one IP address, without its zone; of an IPv4 address in IPv6 clothes the IPv4. `undefined` for others. */
export function plainAddress(text: string): string | undefined {
  return parseAddressRange(text.replace(/[%/].*$/s, ''))?.address;
}

function unmapped({ family, address, prefix }: AddressRange): AddressRange {
  const inner = address.startsWith(MAPPED) ? address.slice(MAPPED.length) : '';
  if (prefix < MAPPED_BITS || isIP(inner) !== 4) return { family, address, prefix };
  return { family: 'ipv4', address: inner, prefix: prefix - MAPPED_BITS };
}

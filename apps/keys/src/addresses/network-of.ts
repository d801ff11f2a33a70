import { parseAddressRange } from './address-range.js';

const GROUPS = 8;

/** Who an address belongs to, for counting: one IPv4 address, or the /64 of IPv6 that a single customer is usually given. */
export function networkOf(address: string): string {
  const range = parseAddressRange(address);
  if (range?.family !== 'ipv6') return range?.address ?? address;
  const [head = '', tail] = range.address.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  return `${[...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4).join(':')}::/64`;
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}

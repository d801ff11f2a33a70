import { BlockList, isIP } from 'node:net';

/** IPv4 that leads back into a network of somebody's, or nowhere: IANA's special-purpose registry, multicast and what is reserved. */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** All of IPv6 that is routed; IPv4 in whatever disguise, unique local, link-local and multicast lie outside of it. */
const GLOBAL_IPV6 = ['2000::/3'];

/** Within it: protocols of their own (Teredo and ORCHID among them), documentation, and 6to4, which is IPv4 again. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const special = blockList([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const global = blockList(GLOBAL_IPV6);

/**
 * Whether an address is one that the whole internet reaches: nothing that is on this machine, in this network, or is told apart by
 * where it is asked from. What is no address, or one with a zone, is not.
 */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return global.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

import { BlockList } from 'node:net';
import { parseAddressRange, type AddressRange } from './address-range.js';

/** The addresses of several ranges. */
export class AddressSet {
  // One list each: in a shared one the range ::/0 would hold all of IPv4 too.
  private readonly lists = { ipv4: new BlockList(), ipv6: new BlockList() } as const;

  constructor(ranges: Iterable<AddressRange>) {
    for (const { family, address, prefix } of ranges) this.lists[family].addSubnet(address, prefix, family);
  }

  /** Whether one of the ranges holds this address. What is no address is held by none. */
  includes(address: string): boolean {
    const range = parseAddressRange(address);
    return range !== undefined && this.lists[range.family].check(range.address, range.family);
  }
}

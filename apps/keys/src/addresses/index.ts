export { parseAddressRange } from './address-range.js';
export { AddressSet } from './address-set.js';
export { ClientAddress } from './client-address.decorator.js';
export { clientAddress } from './client-address.js';
export { networkOf } from './network-of.js';

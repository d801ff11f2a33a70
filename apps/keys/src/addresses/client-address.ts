import type { FastifyRequest } from 'fastify';
import { plainAddress } from './address-range.js';

/** Stands for a client whose trusted proxy says something of it that is no address. No list holds it. */
const NOWHERE = 'unknown';

/** Where a request comes from: the peer, or, where the peer is a trusted proxy, the client that it names. */
export function clientAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  return plainAddress(ip) ?? NOWHERE;
}

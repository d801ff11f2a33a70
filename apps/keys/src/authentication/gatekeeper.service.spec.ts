import { expect, it } from '@jest/globals';
import { DomainError, FixedClock } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IpGate } from '../ip-allowlist/index.js';
import type { RateLimits } from '../rate-limits/index.js';
import type { Uses } from '../verification/index.js';
import type { Authenticator } from './authenticator.service.js';
import { Gatekeeper } from './gatekeeper.service.js';

/** A gatekeeper that recognises everybody as `ak1` of `ws1`, and what it counts. */
const setup = ({ isWelcome = true } = {}) => {
  const counted: string[] = [];
  const recognise = () => Promise.resolve({ principal: { id: 'ak1', workspaceId: 'ws1' }, credential: { expiresAt: null } });
  const gate = {
    assertWelcomeSomewhere: () => Promise.resolve(),
    assertWelcomeIn: () => (isWelcome ? Promise.resolve() : Promise.reject(new DomainError('FORBIDDEN', 'not from there'))),
  };
  const gatekeeper = new Gatekeeper({
    authenticator: { recognise, assertLive: () => undefined } as unknown as Authenticator,
    ipGate: gate as unknown as IpGate,
    rateLimits: { count: (...what: string[]) => counted.push(what.join(' ')) } as unknown as RateLimits,
    uses: { note: () => undefined } as unknown as Uses,
    clock: new FixedClock(new Date(0)),
  });
  const admit = (method: string, url: string, headers: object = {}) =>
    gatekeeper.admit(
      { method, routeOptions: { url }, is404: false, headers, query: {}, ip: '10.0.0.1' } as unknown as FastifyRequest,
      {} as FastifyReply,
    );
  return { admit, counted };
};

it.each([
  ['POST', '/api/v1/auth/verify', 'verify ak1'],
  ['GET', '/api/v1/auth/verify', 'credential ak1'],
  ['POST', '/api/v1/auth/key', 'credential ak1'],
  ['POST', '/api/v1/auth/verify/x', 'credential ak1'],
])('counts %s %s as %s, once', async (method, url, expected) => {
  const { admit, counted } = setup();
  await admit(method, url);
  expect(counted).toEqual([expected]);
});

it('counts nothing of a credential that is used from where its workspace does not let it in', async () => {
  const { admit, counted } = setup({ isWelcome: false });
  await expect(admit('GET', '/api/v1/auth/key')).rejects.toThrow('not from there');
  expect(counted).toEqual([]);
});

it.each([
  ['POST', '/api/v1/invitations/accept', 'lets in'],
  ['GET', '/api/v1/invitations/accept', 'authenticates'],
  ['PUT', '/api/v1/invitations/accept', 'authenticates'],
  ['POST', '/api/v1/invitations/accept/', 'authenticates'],
  ['POST', '/api/v1/invitations', 'authenticates'],
])('%s %s: without a credential it %s', async (method, url, expected) => {
  const { admit, counted } = setup();
  await admit(method, url);
  expect(counted).toEqual(expected === 'lets in' ? [] : ['credential ak1']);
});

it('authenticates whoever presents a credential, also where none is needed', async () => {
  const { admit, counted } = setup();
  await admit('POST', '/api/v1/invitations/accept', { authorization: 'Bearer x' });
  expect(counted).toEqual(['credential ak1']);
});

it('counts nothing of what is open to all', async () => {
  const { admit, counted } = setup();
  await admit('GET', '/health/live');
  expect(counted).toEqual([]);
});

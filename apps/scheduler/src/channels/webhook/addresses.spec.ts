import { describe, expect, it } from '@jest/globals';
import { reachOf, vettedAddresses } from './addresses.js';

const { mayConnect } = reachOf({ allowPrivate: false });
const vetted = (host: string, ...addresses: readonly string[]) =>
  vettedAddresses(host, { resolve: () => Promise.resolve(addresses), mayConnect });
const refused = { message: 'the host of the endpoint has no public address' };

describe('vettedAddresses', () => {
  it('are all that a public host has', async () => {
    expect(await vetted('hooks.example.com', '8.8.8.8', '2606:4700::1111')).toEqual(['8.8.8.8', '2606:4700::1111']);
  });

  it('are an address itself, of which nobody is asked', async () => {
    const resolve = () => Promise.reject(new Error('asked'));
    expect(await vettedAddresses('8.8.8.8', { resolve, mayConnect })).toEqual(['8.8.8.8']);
    await expect(vettedAddresses('127.0.0.1', { resolve, mayConnect })).rejects.toMatchObject(refused);
    await expect(vettedAddresses('::ffff:127.0.0.1', { resolve, mayConnect })).rejects.toMatchObject(refused);
  });

  it.each([
    ['to this machine', ['127.0.0.1']],
    ['to the metadata of a cloud', ['169.254.169.254']],
    ['inside, in one of several', ['8.8.8.8', '10.0.0.7']],
    ['inside, by IPv6', ['2606:4700::1111', 'fd00:ec2::254']],
    ['inside, by IPv4 in IPv6', ['::ffff:10.0.0.7']],
    ['nowhere', []],
  ])('are none for a name that leads %s, and why is not told', async (_where, addresses) => {
    await expect(vetted('hooks.example.com', ...addresses)).rejects.toMatchObject(refused);
  });

  it('may be any where private ones are allowed', async () => {
    const reach = { ...reachOf({ allowPrivate: true }), resolve: () => Promise.resolve(['127.0.0.1', '::1']) };
    expect(await vettedAddresses('localhost', reach)).toEqual(['127.0.0.1', '::1']);
  });
});

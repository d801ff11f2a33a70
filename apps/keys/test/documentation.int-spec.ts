import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeysService } from './keys-service.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

describe('the page at /docs, into which people type their keys,', () => {
  it('may run scripts of this service alone, speak to this service alone, and stand in no frame', async () => {
    const { headers } = await service.anonymous().send('/docs');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]),
    );
  });

  it('needs no more than it may: every script has an address here', async () => {
    const { text } = await service.anonymous().send('/docs');
    const scripts = [...text.matchAll(/<script([^>]*)>([^<]*)/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes = '', inline = ''] of scripts) {
      expect(inline.trim()).toBe('');
      const [, address = ''] = /src="\.\/([^"]+)"/.exec(attributes) ?? [];
      expect((await service.anonymous().send(`/${address}`)).status).toBe(200);
    }
  });
});

it('an answer of the API may do nothing in a browser either', async () => {
  for (const answer of [await service.as().list(), await service.anonymous().list()]) {
    expect(answer.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  }
});

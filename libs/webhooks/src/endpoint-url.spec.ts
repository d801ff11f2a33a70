import { describe, expect, it } from '@jest/globals';
import { objectionToUrl } from './endpoint-url.js';

const strict = { allowPrivate: false };
const lax = { allowPrivate: true };

describe('objectionToUrl', () => {
  it.each([
    'https://hooks.example.com/curfew',
    'https://hooks.example.com:8443/a/b?tenant=7',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://xn--bcher-kva.example/',
  ])('has none to %s', (url) => {
    expect(objectionToUrl(url, strict)).toBeUndefined();
  });

  it.each([
    ['', 'URL'],
    ['hooks.example.com', 'URL'],
    ['https://', 'URL'],
    ['https://exa mple.com/', 'URL'],
    ['https://hooks.example.com/\u0000', 'URL'],
    ['https://hooks.example.com/\r\nx', 'URL'],
    [' https://hooks.example.com/', 'URL'],
    ['http://hooks.example.com/', 'https'],
    ['ftp://hooks.example.com/', 'https'],
    ['file:///etc/passwd', 'https'],
    ['javascript:alert(1)', 'https'],
    ['https://user@hooks.example.com/', 'user'],
    ['https://user:password@hooks.example.com/', 'user'],
    ['https://:password@hooks.example.com/', 'user'],
    ['https://hooks.example.com/#fragment', 'fragment'],
    ['https://hooks.example.com/#', 'fragment'],
    [`https://hooks.example.com/${'x'.repeat(2_048)}`, '2048'],
  ])('objects to %j, for its %s', (url, reason) => {
    expect(objectionToUrl(url, strict)).toContain(reason);
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.0.0.1./',
    'https://１２７.0.0.1/',
    'https://0/',
    'https://169.254.169.254/latest/meta-data',
    'https://2852039166/',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fd00::1]/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://api.localhost/',
  ])('objects to a host that is not public: %s', (url) => {
    expect(objectionToUrl(url, strict)).toContain('public');
  });

  it('takes http and private addresses only where private ones are allowed, and the rest holds there too', () => {
    for (const url of ['http://127.0.0.1:8025/hooks', 'http://localhost/', 'https://10.0.0.1/'])
      expect(objectionToUrl(url, lax)).toBeUndefined();
    for (const url of ['ftp://127.0.0.1/', 'http://user@127.0.0.1/', 'http://127.0.0.1/#x'])
      expect(objectionToUrl(url, lax)).toBeDefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { mailServerFrom } from './mail-server.js';

const read = (SMTP_URL: string, { password, from = 'Curfew <curfew@curfew.test>' }: { password?: string; from?: string } = {}) =>
  mailServerFrom({ SMTP_URL, SMTP_PASSWORD: password, MAIL_FROM: from });

describe('mailServerFrom', () => {
  it('takes user and password from the URL, decoded', () => {
    expect(read('smtps://curfew:p%40ss@mail.test').login).toEqual({ user: 'curfew', pass: 'p@ss' });
    expect(read('smtp://mail.test').login).toBeUndefined();
  });

  it('prefers SMTP_PASSWORD to a password in the URL', () => {
    expect(read('smtps://curfew:old@mail.test', { password: 'new' }).login).toEqual({ user: 'curfew', pass: 'new' });
  });

  it('requires TLS before a password leaves this machine', () => {
    expect(read('smtp://u:p@mail.test:587').connection.requireTLS).toBe(true);
    expect(read('smtp://u:p@10.0.0.7').connection.requireTLS).toBe(true);
  });

  it.each(['smtp://mail.test', 'smtp://u:p@localhost:1025', 'smtp://u:p@127.0.0.1', 'smtp://u:p@mail.test?ignoreTLS=true'])(
    'does not for %s',
    (url) => {
      expect(read(url).connection.requireTLS).toBeUndefined();
    },
  );

  it('reads the sender, with a name or without', () => {
    expect(read('smtp://mail.test').sender).toEqual({ name: 'Curfew', address: 'curfew@curfew.test' });
    expect(read('smtp://mail.test', { from: 'ops@curfew.test' }).sender).toEqual({ name: '', address: 'ops@curfew.test' });
  });

  it('refuses a sender without an address', () => {
    expect(() => read('smtp://mail.test', { from: 'Curfew' })).toThrow('MAIL_FROM: holds no email address');
  });

  it('has done with a mail within twenty seconds', () => {
    expect(read('smtp://mail.test').patience.wholeMs).toBeLessThan(20_000);
  });
});

import { describe, expect, it } from '@jest/globals';
import { classifySmtp } from './classify-smtp.js';

const failure = (told: object, bodyBegun = false) =>
  classifySmtp({ error: Object.assign(new Error('it failed'), told), bodyBegun, reasonFor: (said) => said }).kind;

describe('classifySmtp', () => {
  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    '%s is for us to put right',
    (originalCode) => expect(failure({ code: 'ESOCKET', originalCode })).toBe('misconfigured'),
  );

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET'])('%s before the body is for later', (originalCode) => {
    expect(failure({ code: 'ESOCKET', originalCode })).toBe('later');
  });

  it('knows nothing of a mail whose body began, unless the server answered', () => {
    expect(failure({ code: 'ESOCKET', originalCode: 'ECONNRESET' }, true)).toBe('unknown');
    expect(failure({ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true)).toBe('refused');
  });

  it('does not take a server that is busy for one that mistrusts us', () => {
    expect(failure({ code: 'ETLS', command: 'STARTTLS', responseCode: 454 })).toBe('later');
  });

  it('says what was thrown, whatever it was', () => {
    const outcome = classifySmtp({ error: 'a text', bodyBegun: false, reasonFor: (said) => said });
    expect(outcome).toEqual({ kind: 'later', reason: 'a text' });
  });
});

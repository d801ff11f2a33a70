import { describe, expect, test } from '@jest/globals';
import { Directory } from './directory.js';

describe('the Slack directory', () => {
  test('begins with two channels', () => {
    expect(new Directory().channels().map(({ label }) => label)).toEqual(['#api-keys', '#general']);
  });

  test('gives a name the same id in every process', () => {
    expect(new Directory().addressed('#alerts')).toEqual(new Directory().addressed('alerts'));
  });

  test.each(['C0NOWHERE00', '#UPPER', '#two words', '#', '', `#${'x'.repeat(81)}`])('knows no conversation %p', (address) => {
    expect(new Directory().addressed(address)).toBeUndefined();
  });

  test.each(['ada@localhost', 'ada@curfew.localhost', 'a.b+c@deep.down.test', 'ada@example.com'])('knows %s', (email) => {
    const directory = new Directory();
    const person = directory.personByEmail(email);
    expect(directory.addressed(person?.id ?? '')?.label).toBe(`@${email}`);
  });

  test.each(['ada@gmail.com', 'ada@notlocalhost', 'ada@example.com.evil.io', 'ada', 'a b@localhost'])(
    'does not know %p',
    (email) => {
      expect(new Directory().personByEmail(email)).toBeUndefined();
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recipientsOf, type Audience, type Ownership } from './recipients.js';

const nobody: Audience = { emails: [], slackChannels: [], slackDirectMessages: false, webhooks: [] };
const ada = { id: 'us1', email: 'ada@example.com' };
const admins = [
  { id: 'us8', email: 'grace@example.com' },
  { id: 'us9', email: 'Alan@example.com' },
];

const ownedBy = (email: string): Ownership => ({ owner: { id: 'us1', email }, heard: null, admins });

describe('recipientsOf', () => {
  it('tells the owner, and whom the workspace named', () => {
    expect(
      recipientsOf(ownedBy('ada@example.com'), { ...nobody, emails: ['ops@example.com'], slackChannels: ['#keys'] }),
    ).toEqual([
      { channel: 'EMAIL', recipient: 'ada@example.com', userId: 'us1' },
      { channel: 'EMAIL', recipient: 'ops@example.com', userId: null },
      { channel: 'SLACK', recipient: '#keys', userId: null },
    ]);
  });

  it('tells an address once, however often and in whatever case it is named', () => {
    const audience = { ...nobody, emails: ['ADA@example.com', 'ada@Example.com'], slackChannels: ['#keys', '#keys'] };
    expect(recipientsOf(ownedBy('Ada@example.com'), audience)).toEqual([
      { channel: 'EMAIL', recipient: 'ada@example.com', userId: 'us1' },
      { channel: 'SLACK', recipient: '#keys', userId: null },
    ]);
  });

  it('writes to whoever answers on Slack as well, if the workspace wants it, and to nobody who is only named', () => {
    const audience = { ...nobody, emails: ['ops@example.com'], slackChannels: ['#keys'], slackDirectMessages: true };
    expect(recipientsOf(ownedBy('Ada@example.com'), audience).filter(({ channel }) => channel === 'SLACK')).toEqual([
      { channel: 'SLACK', recipient: 'ada@example.com', userId: 'us1' },
      { channel: 'SLACK', recipient: '#keys', userId: null },
    ]);
  });

  it('posts to each webhook of the workspace', () => {
    const webhooks = [{ id: 'wh1' }, { id: 'wh2' }];
    expect(recipientsOf(ownedBy('ada@example.com'), { ...nobody, webhooks }).slice(1)).toEqual([
      { channel: 'WEBHOOK', recipient: 'wh1', userId: null },
      { channel: 'WEBHOOK', recipient: 'wh2', userId: null },
    ]);
  });

  it('tells the owner at the address they have now', () => {
    const heard = { email: 'Ada.King@example.com', isActive: true };
    expect(recipientsOf({ owner: ada, heard, admins }, nobody)).toEqual([
      { channel: 'EMAIL', recipient: 'ada.king@example.com', userId: 'us1' },
    ]);
  });

  it('tells the admins in the place of an owner who is gone', () => {
    const heard = { email: ada.email, isActive: false };
    expect(recipientsOf({ owner: ada, heard, admins }, nobody)).toEqual([
      { channel: 'EMAIL', recipient: 'grace@example.com', userId: 'us8' },
      { channel: 'EMAIL', recipient: 'alan@example.com', userId: 'us9' },
    ]);
    expect(recipientsOf({ owner: ada, heard, admins: [] }, nobody)).toEqual([]);
  });
});

const email = fc
  .tuple(fc.constantFrom('ada', 'ADA', 'Grace', 'alan', 'ops'), fc.constantFrom('@example.com', '@Example.COM'))
  .map((parts) => parts.join(''));
const person = fc.record({ id: fc.constantFrom('us1', 'us2', 'us3'), email });
const ownership = fc.record({
  owner: person,
  heard: fc.option(fc.record({ email, isActive: fc.boolean() })),
  admins: fc.array(person, { maxLength: 4 }),
});
const audience = fc.record({
  emails: fc.array(email),
  slackChannels: fc.array(fc.constantFrom('#keys', '#ops', 'C01')),
  slackDirectMessages: fc.boolean(),
  webhooks: fc.uniqueArray(
    fc.constantFrom('wh1', 'wh2').map((id) => ({ id })),
    { selector: ({ id }) => id },
  ),
});

describe('whoever owns it, and whoever is named', () => {
  it('each address of a channel is told once, in small letters', () => {
    fc.assert(
      fc.property(ownership, audience, (of, to) => {
        const told = recipientsOf(of, to).map(({ channel, recipient }) => `${channel} ${recipient.toLowerCase()}`);
        expect(new Set(told).size).toBe(told.length);
        const emails = recipientsOf(of, to).filter(({ channel }) => channel === 'EMAIL');
        expect(emails.map(({ recipient }) => recipient)).toEqual(emails.map(({ recipient }) => recipient.toLowerCase()));
      }),
    );
  });

  it('everybody whom the workspace named is told, and nobody who is neither named nor answers for it', () => {
    fc.assert(
      fc.property(ownership, audience, (of, to) => {
        const told = new Set(recipientsOf(of, to).map(({ recipient }) => recipient));
        const named = [...to.emails.map((one) => one.toLowerCase()), ...to.slackChannels, ...to.webhooks.map(({ id }) => id)];
        const users = of.heard?.isActive === false ? of.admins : [{ email: of.heard?.email ?? of.owner.email }];
        expect(told).toEqual(new Set([...named, ...users.map((user) => user.email.toLowerCase())]));
      }),
    );
  });

  it('somebody is told, unless the owner is gone, there is no admin, and nobody is named', () => {
    fc.assert(
      fc.property(ownership, audience, (of, to) => {
        const forsaken = of.heard?.isActive === false && of.admins.length === 0;
        const unnamed = [...to.emails, ...to.slackChannels, ...to.webhooks].length === 0;
        expect(recipientsOf(of, to).length === 0).toBe(forsaken && unnamed);
      }),
    );
  });

  it('what was last heard of the owner outweighs what the credential says', () => {
    fc.assert(
      fc.property(ownership, audience, (of, to) => {
        fc.pre(of.heard !== null);
        const renamed = { ...of, owner: { ...of.owner, email: 'before@example.com' } };
        expect(recipientsOf(renamed, to)).toEqual(recipientsOf(of, to));
      }),
    );
  });
});

import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChainedEntry } from './chained-entry.js';
import { entryHash } from './entry-hash.js';

const entry: ChainedEntry = {
  id: '7',
  workspaceId: 'ws5d6e7f8091a2b3c4',
  sequence: '2',
  action: 'CREATE',
  objectType: 'ROLE',
  objectIdentifier: 'größe',
  actorType: 'API_KEY',
  actorCredential: null,
  actorEmail: '',
  ipAddress: '203.0.113.7',
  requestId: 'a,b',
  atMicroseconds: '1800000000000001',
  previousHash: 'ab'.repeat(32),
  hash: null,
};

it('is SHA-256 over the version, the hash before and every column, each with its length in bytes, and null apart from empty', () => {
  const written =
    `14:curfew.audit.1,64:${'ab'.repeat(32)},18:ws5d6e7f8091a2b3c4,1:2,1:7,6:CREATE,4:ROLE,7:größe,` +
    '7:API_KEY,-,0:,11:203.0.113.7,3:a,b,16:1800000000000001,';
  expect(entryHash(entry)).toBe(createHash('sha256').update(written).digest('hex'));
});

it('is another one for every other entry, however its fields are split', () => {
  const field = fc.option(fc.stringMatching(/^[0-9:,-]{0,6}$/), { nil: null });
  const fields = fc.record({ actorCredential: field, actorEmail: field, ipAddress: field, requestId: field });
  fc.assert(
    fc.property(fields, fields, (some, others) => {
      const isSame = JSON.stringify(some) === JSON.stringify(others);
      expect(entryHash({ ...entry, ...some }) === entryHash({ ...entry, ...others })).toBe(isSame);
    }),
    { numRuns: 2_000 },
  );
});

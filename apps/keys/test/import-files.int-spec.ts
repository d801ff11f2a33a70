import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyPage } from '../src/api-keys/index.js';
import { csv, foreignKey, Importing, sha256, type Imported } from './importing.js';
import { KeysService } from './keys-service.js';
import { changeUser, personOf } from './token-owners.js';

const COLUMNS = 'name,hash,roles';
const PLAIN = `cfw_${'K3y'.repeat(17).slice(0, 49)}`;

let service: KeysService;
let importing: Importing;

beforeAll(async () => {
  service = await KeysService.start();
  importing = await Importing.into(service);
});

afterAll(async () => {
  await importing.stop();
  await service.stop();
});

const fresh = () => sha256(foreignKey());
const names = async () => (await service.as().list<ApiKeyPage>()).body.apiKeys.map(({ name }) => name);
const traces = () =>
  service.query(`SELECT (SELECT count(*) FROM keys.api_keys) AS keys, (SELECT count(*) FROM keys.outbox) AS events`);

/** What is wrong with which lines, as the list of errors has it. */
const wrong = ({ errors = [] }: Imported) => errors.map(({ line, field, problem }) => `${line} ${field}: ${problem}`);

describe('a file', () => {
  it.each([
    ['with CRLF', () => `${COLUMNS}\r\ncrlf,${fresh()},USER\r\n`, 'crlf'],
    ['with a byte order mark', () => `\ufeff${COLUMNS}\nbom,${fresh()},USER\n`, 'bom'],
    ['of both line ends, and no last one', () => `${COLUMNS}\r\n\r\n\nmixed,${fresh()},USER`, 'mixed'],
    ['with empty lines as spreadsheets leave them', () => csv(COLUMNS, ',,', `sheet,${fresh()},USER`, ',,'), 'sheet'],
    ['with blanks in its header', () => csv(' name , hash,roles ', `blank,${fresh()},USER`), 'blank'],
    ['with quotation marks', () => csv(COLUMNS, `"a ""quoted"", one",${fresh()},"USER; READ_ONLY"`), 'a "quoted", one'],
    ['with formulas, which stay the text they are', () => csv(COLUMNS, `=1+1,${fresh()},USER`), '=1+1'],
    ['with base64', () => csv(COLUMNS, `b64,${Buffer.from(fresh(), 'hex').toString('base64')},USER`), 'b64'],
  ])('%s is read', async (_, content, name) => {
    expect(await importing.import(content())).toMatchObject({ errors: undefined, said: [] });
    expect(await names()).toContain(name);
  });

  it.each([
    ['that is not there', '/nowhere/at-all.csv', 'ENOENT'],
    ['that is a folder', '/tmp', 'EISDIR'],
    ['that is empty', '', 'It is empty.'],
    ['without its header', csv(`a,${fresh()},USER`), 'Column 1 of its header is none of name, hash, roles'],
    ['that begins with a key', csv(`${PLAIN},a,USER`), 'Column 1 of its header is none of'],
    ['with semicolons', csv('name;hash;roles', `a;${fresh()};USER`), 'Column 1 of its header is none of'],
    ['with a column twice', csv('name,hash,roles,name'), 'Column 4 of its header is name again.'],
    ['with a column too few', csv('name,roles'), 'Its header lacks hash.'],
    ['that is binary', Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe, 0]), 'It is not UTF-8 text.'],
    ['with a null character', `${COLUMNS}\na\0,${fresh()},USER\n`, 'It is not UTF-8 text.'],
    ['in UTF-16', Buffer.from(`\ufeff${COLUMNS}\n`, 'utf16le'), 'It is not UTF-8 text.'],
    ['in Latin-1, though only its last line tells', Buffer.from(csv(COLUMNS, `a,${fresh()},USER`, 'é'), 'latin1'), 'UTF-8'],
  ])('%s is refused as a whole, and nothing of it is repeated or imported', async (_, file, message) => {
    const before = await traces();
    const content = typeof file === 'string' && !file.startsWith('/') ? importing.file(file) : file;
    const error: unknown = await importing.import(content).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UnusableFile', message: expect.stringContaining(message) });
    expect(String(error)).not.toContain('K3y');
    expect(await traces()).toEqual(before);
  });

  it.each([
    ['a quotation mark that is not closed', '"open', 'has a quotation mark where CSV has none, or lacks one'],
    ['a quotation mark in the middle', 'a"b', 'has a quotation mark where CSV has none, or lacks one'],
    ['a line of a megabyte', 'x'.repeat(1_000_000), 'is longer than 65536 characters, or a quotation mark is missing'],
    ['a megabyte in quotation marks', `"${'x\n'.repeat(500_000)}"`, 'is longer than 65536 characters'],
  ])('with %s ends there, and what stands before it is imported', async (what, name, problem) => {
    const good = `before ${what}`;
    const lines = [`${good},${fresh()},USER`, `${name},${fresh()},USER`, `after ${what},${fresh()},USER`];
    const imported = await importing.import(csv(COLUMNS, ...lines));
    expect(wrong(imported)).toEqual([expect.stringContaining(`3 line: ${problem}`)]);
    expect(imported.summary).toMatch(/^1 imported, 0 here already, 1 refused/);
    const there = await names();
    expect([there.includes(good), there.includes(`after ${what}`)]).toEqual([true, false]);
  });
});

describe('a line', () => {
  it.each([
    ['too few cells', csv(COLUMNS, 'a,b'), 'line: has 2 cells, and the header has 3'],
    ['no name', csv(COLUMNS, `,${fresh()},USER`), 'name: is required'],
    ['CRLF in its name', csv(COLUMNS, `"a\r\nb",${fresh()},USER`), 'name: must not hold control characters or line breaks'],
    ['a mention in its name', csv(COLUMNS, `<!channel>,${fresh()},USER`), 'name: must not hold a Slack mention'],
    ['a name of 10 kB', csv(COLUMNS, `${'n'.repeat(10_000)},${fresh()},USER`), 'name: must be at most 255 characters'],
    ['no hash', csv(COLUMNS, 'a,,USER'), 'hash: is required'],
    ['a key of ours', csv(COLUMNS, `a,${PLAIN},USER`), 'hash: must be the SHA-256 of the key'],
    ['a key of another system', csv(COLUMNS, 'a,sk_live_K3yK3yK3yK3yK3y,USER'), 'hash: must be the SHA-256 of the key'],
    ['another algorithm', csv(`${COLUMNS},algorithm`, `a,${fresh()},USER,bcrypt`), 'algorithm: must be sha256'],
    ['no roles', csv(COLUMNS, `a,${fresh()},`), 'roles: is required'],
    ['an empty role', csv(COLUMNS, `a,${fresh()},USER;`), 'roles.1.role: must be ADMIN, MANAGER, USER or READ_ONLY'],
    ['an unknown role', csv(COLUMNS, `a,${fresh()},OWNER`), 'roles.0.role: must be ADMIN, MANAGER, USER or READ_ONLY'],
    ['a tag that is none', csv(COLUMNS, `a,${fresh()},custom:a b`), 'roles.0.tag: must be 1 to 64 letters'],
    ['a tag nobody has', csv(COLUMNS, `a,${fresh()},USER;custom:nope`), 'roles.1.tag: there is no custom role with this tag'],
    ['too long an ending', csv(`${COLUMNS},last4`, `a,${fresh()},USER,abcde`), 'last4: must be four visible ASCII characters'],
    ['an owner who is no address', csv(`${COLUMNS},owner`, `a,${fresh()},USER,ada`), 'owner: must be an email address'],
    ['a stranger', csv(`${COLUMNS},owner`, `a,${fresh()},USER,x@example.com`), 'owner: is no user of the workspace'],
    [
      'a day that is over',
      csv(`${COLUMNS},expirationDate`, `a,${fresh()},USER,2020-01-01`),
      'expirationDate: must be in the future',
    ],
    ['a day there is not', csv(`${COLUMNS},expirationDate`, `a,${fresh()},USER,2099-02-30`), 'expirationDate: must be a day'],
    ['a zone without a day', csv(`${COLUMNS},timeZone`, `a,${fresh()},USER,UTC`), 'timeZone: is only of use together with'],
    ['a birth in the future', csv(`${COLUMNS},createdDate`, `a,${fresh()},USER,2099-01-01`), 'createdDate: must be in the past'],
    ['a birth in antiquity', csv(`${COLUMNS},createdDate`, `a,${fresh()},USER,0001-01-01`), 'createdDate: must be in the past'],
  ])('with %s is refused by its number and field, and repeated nowhere', async (_, content, problem) => {
    const before = await traces();
    const { said, errors, summary } = await importing.import(content);
    expect(summary).toMatch(/^0 imported, 0 here already, 1 refused/);
    expect(said).toEqual([expect.stringContaining(`line 2: ${problem}`)]);
    expect(errors).toEqual([{ line: '2', field: problem.split(':')[0], problem: expect.any(String) }]);
    expect(JSON.stringify([said, errors])).not.toMatch(/K3y|[0-9a-f]{64}/);
    expect(await traces()).toEqual(before);
  });

  it('says everything that is wrong with it at once', async () => {
    expect(wrong(await importing.import(csv(`${COLUMNS},timeZone`, ',x,OWNER,Mars/Base')))).toEqual([
      expect.stringContaining('2 name: '),
      expect.stringContaining('2 hash: '),
      expect.stringContaining('2 roles.0.role: '),
      expect.stringContaining('2 timeZone: '),
      expect.stringContaining('2 timeZone: is only of use'),
    ]);
  });

  it('is counted from the first line of the file, over cells of several lines and empty lines', async () => {
    const lines = [`"a",${fresh()},USER,"x\ny\nz"`, '', `b,no,USER,`];
    expect(wrong(await importing.import(csv(`${COLUMNS},description`, ...lines)))).toEqual([expect.stringMatching(/^6 hash: /)]);
  });

  it('is refused when it repeats the hash of another, be it written otherwise', async () => {
    const hash = fresh();
    const other = Buffer.from(hash, 'hex').toString('base64');
    const imported = await importing.import(csv(COLUMNS, `a,${hash},USER`, `b,${other},ADMIN`, `c,${hash.toUpperCase()},USER`));
    expect(wrong(imported)).toEqual(['3 hash: is on line 2 already', '4 hash: is on line 2 already']);
    expect(imported.summary).toMatch(/^1 imported/);
  });

  it('is refused when its owner was deactivated, or its expiration is not what the security policy asks for', async () => {
    const { id, email } = await personOf(service, 'USER');
    await changeUser(service, id, 'deactivated_at = now()');
    await service.query(`
      INSERT INTO keys.security_policies (workspace_id, require_expiration, maximum_lifetime_days)
      SELECT id, true, 30 FROM keys.workspaces`);
    const columns = `${COLUMNS},owner,expirationDate`;
    const lines = [`a,${fresh()},USER,${email},2099-01-01`, `b,${fresh()},USER,,`, `c,${fresh()},USER,,2099-01-01`];
    expect(wrong(await importing.import(csv(columns, ...lines)))).toEqual([
      '2 owner: was deactivated: reminders would reach nobody',
      '3 expirationDate: is required by the security policy',
      '4 expirationDate: must be within 30 days, says the security policy',
    ]);
    await service.query('DELETE FROM keys.security_policies');
  });
});

it('says how far it is and how fast it goes, once a second at most', async () => {
  const lines = Array.from({ length: 450 }, (_, place) => `far ${place},${fresh()},USER`);
  let now = -400;
  const { said } = await importing.import(csv(COLUMNS, ...lines), { dryRun: true, monotonic: () => (now += 400) });
  expect(said.length).toBeGreaterThan(0);
  expect(said.length).toBeLessThan(4);
  expect(said[0]).toMatch(/^301 of 452 lines: 300 would be imported, 0 here already, 0 refused \(\d+ a second\)$/);
});

it('a list of errors from before goes away when all is well', async () => {
  const file = importing.file(csv(COLUMNS, 'a,nothing,USER'));
  expect((await importing.import(file)).errors).toHaveLength(1);
  writeFileSync(file, csv(COLUMNS, `a,${fresh()},USER`));
  expect((await importing.import(file)).errors).toBeUndefined();
});

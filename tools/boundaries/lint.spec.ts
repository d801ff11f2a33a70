import { describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** The real configuration over a text that is on no disk; the rules that need types can't be asked this way. */
const linter = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });

const service = 'apps/keys/src/api-keys/api-keys.service.ts';
const domain = 'apps/keys/src/api-keys/domain/api-key.ts';
const spec = 'apps/keys/src/api-keys/domain/api-key.spec.ts';

const doc = '/** A sentence. */\n';
const manyNeeds = 'constructor(a: A, b: B, c: C, d: D) { use(a, b, c, d); }';

describe('the linter refuses', () => {
  it.each([
    ['an enum', `${doc}export enum Status { Active }`, 'no-restricted-syntax'],
    ['any', `${doc}export const x: any = 1;`, '@typescript-eslint/no-explicit-any'],
    ['the claim that a value is there', `${doc}export const x = [1].at(0)!;`, '@typescript-eslint/no-non-null-assertion'],
    ['four arguments', `${doc}export function f(a: 1, b: 1, c: 1, d: 1) { return [a, b, c, d]; }`, 'no-restricted-syntax'],
    ['four arguments of a class nobody injects', `${doc}export class X { ${manyNeeds} }`, 'no-restricted-syntax'],
    ['a default export', 'export default 1;', 'no-restricted-exports'],
    ['an exported symbol without a sentence', 'export const x = 1;', 'house/documented-exports'],
    ['a provider without a sentence', '// x\n@Injectable()\nexport class X { a = 1; }', 'house/documented-exports'],
    ['the environment', `${doc}export const x = process.env['X'];`, 'no-restricted-properties'],
    ['the console', 'console.log(1);', 'no-console'],
    ['a comment that switches a rule off', '/* eslint-disable no-console */\nconsole.log(1);', 'no-console'],
  ])('%s, anywhere in an app', async (_, text, rule) => {
    await expect(rulesBrokenBy(text, service)).resolves.toContain(rule);
  });

  it.each([
    ['the time', `${doc}export const x = new Date();`, 'no-restricted-syntax'],
    ['the clock', `${doc}export const x = Date.now();`, 'no-restricted-properties'],
    ['chance', `${doc}export const x = Math.random();`, 'no-restricted-properties'],
    ['waiting', 'setTimeout(() => 1, 1);', 'no-restricted-globals'],
  ])('%s in a domain', async (_, text, rule) => {
    await expect(rulesBrokenBy(text, domain)).resolves.toEqual([rule]);
  });

  it.each([
    ['sleeping', 'setTimeout(() => 1, 1);', 'no-restricted-globals'],
    ['imported sleep', "import { setTimeout } from 'node:timers/promises';\nawait setTimeout(1);", 'no-restricted-imports'],
    ['skipping', "it.skip('x', () => 1);", 'no-restricted-syntax'],
    ['keeping others from running', "it.only.each([1])('x', () => 1);", 'no-restricted-syntax'],
    ['a promise to write it', "it.todo('x');", 'no-restricted-syntax'],
  ])('%s in a test', async (_, text, rule) => {
    await expect(rulesBrokenBy(text, spec)).resolves.toEqual([rule]);
  });

  it.each([
    ['a folder for anything', 'apps/keys/src/utils/x.ts'],
    ['a file for anything', 'apps/keys/src/api-keys/helpers.ts'],
    ['a name in camel case', 'apps/keys/src/apiKeys.ts'],
  ])('%s', async (_, path) => {
    await expect(rulesBrokenBy(`${doc}export const x = 1;`, path)).resolves.toEqual(['house/file-names']);
  });
});

describe('the linter allows', () => {
  it.each([
    ['a provider that needs four others', `${doc}@Injectable()\nexport class X { ${manyNeeds} }`, service],
    ['the time outside a domain', `${doc}export const x = new Date();`, service],
    ['a given instant in a domain', `${doc}export const x = new Date(0);`, domain],
    ['a re-export without a sentence', "export { x } from './x.js';", 'apps/keys/src/api-keys/index.ts'],
    ['the timestamp of a migration', `${doc}export const x = 1;`, 'apps/keys/src/migrations/1790000000000-create-api-keys.ts'],
  ])('%s', async (_, text, path) => {
    await expect(rulesBrokenBy(text, path)).resolves.toEqual([]);
  });
});

async function rulesBrokenBy(text: string, filePath: string): Promise<readonly (string | null)[]> {
  const [result] = await linter.lintText(text, { filePath });
  return (result?.messages ?? []).filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId);
}

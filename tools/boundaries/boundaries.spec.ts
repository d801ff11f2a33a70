import { beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseOptions } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A repository in miniature. A file that starts with `// Breaks <rule>` breaks that rule and no other; every other file is
 * something the rules must leave alone.
 */
const PROBES = join(import.meta.dirname, 'probes');

interface Finding {
  readonly file: string;
  readonly rule: string;
}

let options: ICruiseOptions;
let found: readonly Finding[];

beforeAll(async () => {
  options = await extractOptions(join(import.meta.dirname, '../../.dependency-cruiser.cjs'));
  found = await cruiseProbes(options);
});

describe('the import rules', () => {
  it('catch every probe by the rule it breaks, and nothing else', () => {
    expect(inOrder(found)).toEqual(inOrder(expected()));
  });

  it('each have a probe', () => {
    const rules = options.ruleSet?.forbidden?.map(({ name }) => name);
    expect([...new Set(expected().map(({ rule }) => rule))].sort()).toEqual(rules?.sort());
  });
});

async function cruiseProbes(real: ICruiseOptions): Promise<readonly Finding[]> {
  const fileName = join(PROBES, 'tsconfig.sources.json');
  const { output } = await cruise(
    ['apps', 'examples', 'libs', 'tools'],
    { ...real, baseDir: PROBES, tsConfig: { fileName } },
    undefined,
    {
      tsConfig: extractTsConfig(fileName),
    },
  );
  if (typeof output === 'string') throw new Error('the cruise ended in a report instead of a result');
  return output.summary.violations.map(({ from, rule }) => ({ file: from, rule: rule.name }));
}

function expected(): readonly Finding[] {
  return readdirSync(PROBES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const rule = /^\/\/ Breaks (\S+)\n/.exec(readFileSync(join(PROBES, file), 'utf8'))?.[1];
      return rule === undefined ? [] : [{ file, rule }];
    });
}

function inOrder(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ file, rule }) => `${file} breaks ${rule}`).sort();
}

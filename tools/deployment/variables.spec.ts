import { describe, expect, it } from '@jest/globals';
import { composeFile } from './test/compose.js';
import { views } from './test/kustomize.js';
import { containersIn } from './test/pods.js';
import { readText } from './test/repository.js';

// `NAME=value`, or `# NAME=value` where the example leaves it out.
const known = new Set([...readText('.env.example').matchAll(/^#?\s*([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name));
const unknown = (names: readonly string[]) => names.filter((name) => !known.has(name.replace(/_FILE$/, '')) && !known.has(name));
const namesIn = (text: string) => [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name ?? '');

describe('every variable of a deployment is one that .env.example explains', () => {
  it('in docker-compose.yml', () => {
    const ours = Object.values(composeFile().services).filter(({ image }) => image === 'curfew:local');
    const names = ours.flatMap(({ environment = {} }) => Object.keys(environment));
    expect(names).toContain('DATABASE_PASSWORD_FILE');
    expect(unknown(names)).toEqual([]);
  });

  it('in what docker-compose.yml takes from the shell', () => {
    const names = namesIn(readText('docker-compose.yml'));
    expect(names).toContain('KEYS_PORT');
    expect(unknown(names)).toEqual([]);
  });

  it.each(views)('in Kubernetes: %s', (_view, manifests) => {
    const ours = containersIn(manifests).filter(({ image }) => image.startsWith('curfew:'));
    const settings = manifests.filter(({ kind }) => kind === 'ConfigMap').flatMap(({ data = {} }) => Object.keys(data));
    const names = [...ours.flatMap(({ env = [] }) => env.map(({ name }) => name)), ...settings];
    expect(names).toEqual(expect.arrayContaining(['KEY_PEPPERS_FILE', 'SECRET_ENCRYPTION_KEYS_FILE']));
    expect(unknown(names)).toEqual([]);
  });
});

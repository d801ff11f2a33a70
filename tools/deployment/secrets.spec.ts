import { describe, expect, it } from '@jest/globals';
import { composeFile } from './test/compose.js';
import { asWritten, views } from './test/kustomize.js';
import { containersIn, only, secretsMountedBy, workloadsIn } from './test/pods.js';
import { filesBelow, readText } from './test/repository.js';

const FILES = ['Dockerfile', '.dockerignore', 'docker-compose.yml', ...filesBelow('k8s')];

// What keys, tokens and private keys look like, and a password inside a URL.
const SECRETS = [
  /\bcfwp?_[0-9A-Za-z]{20}/,
  /\bxox[a-z]-\w/,
  /-----BEGIN/,
  /\bAKIA[0-9A-Z]{16}/,
  /\/\/[^\s/@:]*:(?!local-only@)[^\s/@]+@/,
];
// In prose a URL may say where a password goes.
const PLACEHOLDER = /:\/\/(user)?:password@/g;
const SENSITIVE = /PASSWORD|PEPPER|TOKEN|SECRET|_URL$/;

describe('the files of a deployment', () => {
  it.each(FILES)('hold no secret: %s', (file) => {
    const text = readText(file).replace(PLACEHOLDER, '');
    for (const pattern of SECRETS) expect(text).not.toMatch(pattern);
  });

  it('name the file of each secret in docker-compose.yml instead of the secret', () => {
    const variables = Object.values(composeFile().services).flatMap(({ environment = {} }) => Object.entries(environment));
    const sensitive = variables.filter(([name]) => /PASSWORD|PEPPER|TOKEN|SECRET/.test(name));
    expect(sensitive.length).toBeGreaterThan(4);
    for (const [name, value] of sensitive) {
      expect([name, value]).toEqual(
        // What the sandbox takes opens nothing.
        ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'].includes(name)
          ? [name, 'sandbox']
          : [expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/etc\/curfew\//)],
      );
    }
  });

  it('mark what the local overlay calls a Secret as public', () => {
    const { data = {} } = only(asWritten('k8s/overlays/local'), 'Secret', 'curfew');
    const [id, pepper = ''] = (data['key-peppers'] ?? '').split(':');
    expect([id, Buffer.from(pepper, 'base64').toString()]).toEqual([
      'local',
      'local-only: this pepper is public and protects nothing',
    ]);
    expect(Buffer.from(pepper, 'base64').length).toBeGreaterThanOrEqual(32);
    expect(data['secret-encryption-keys']).toBe(`local:${Buffer.from('local-only: this key is public!!').toString('base64')}`);
    expect(data['webhook-signing-key']).toBe(Buffer.from('local-only: this key is public!!').toString('base64'));
    expect([data['postgres-password'], data['slack-bot-token']]).toEqual(['local-only', 'local-only']);
  });

  it('hold no Secret at all for production', () => {
    for (const [, manifests] of views.filter(([view]) => view.startsWith('production'))) {
      expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    }
  });
});

describe.each(views)('the secrets of %s', (view, manifests) => {
  it('are never the value of a variable or a setting', () => {
    const variables = containersIn(manifests).flatMap(({ env = [] }) => env.filter(({ value }) => value !== undefined));
    const settings = manifests.filter(({ kind }) => kind === 'ConfigMap').flatMap(({ data = {} }) => Object.keys(data));
    const names = [...variables.map(({ name }) => name), ...settings].filter((name) => SENSITIVE.test(name));
    const harmless = ['CONSOLE_URL', ...(view.startsWith('local') ? ['SLACK_API_URL'] : [])];
    expect(names.filter((name) => !name.endsWith('_FILE') && !harmless.includes(name))).toEqual([]);
  });

  it.each([
    ['keys', ['database-url', 'redis-url', 'key-peppers', 'secret-encryption-keys', 'webhook-signing-key']],
    ['scheduler', ['database-url', 'redis-url', 'smtp-url', 'webhook-signing-key']],
    ['migrate', ['database-url']],
  ])('reach %s only as far as it uses them', (component, keys) => {
    const pods = workloadsIn(manifests).filter(({ pod }) => pod.metadata.labels['app.kubernetes.io/component'] === component);
    expect(pods.map(secretsMountedBy)).toEqual([keys]);
  });

  it('are explained where the Secret is made', () => {
    const { data = {} } = view.startsWith('local') ? only(manifests, 'Secret', 'curfew') : {};
    const made = view.startsWith('local') ? Object.keys(data) : readText('k8s/README.md');
    for (const key of workloadsIn(manifests).flatMap(secretsMountedBy)) expect(made).toContain(key);
  });
});

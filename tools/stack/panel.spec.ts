import { describe, expect, it } from '@jest/globals';
import { panelText, type Panel } from './panel.js';

const panel: Panel = {
  seconds: 4.21,
  apiUrl: 'http://localhost:3000',
  inboxUrl: 'http://localhost:8025',
  adminKeyFile: `${process.cwd()}/.curfew/admin-key`,
  newAdminKey: undefined,
  databaseUrlFile: '/elsewhere/my home/database-url',
  redisUrl: 'redis://127.0.0.1:6390',
  redisCli: 'redis-cli',
  logs: `${process.cwd()}/.curfew/logs`,
  exampleExpiry: '2027-03-31',
};

describe('panelText', () => {
  it('gives a command that creates a key when it is pasted', () => {
    expect(panelText(panel)).toContain(
      [
        '  curl http://localhost:3000/api/v1/auth/key \\',
        '    -H "Authorization: Bearer $(cat .curfew/admin-key)" \\',
        "    -H 'Content-Type: application/json' \\",
        `    -d '{"name":"my-first-key","roles":[{"type":"DEFAULT","role":"USER"}],"expirationDate":"2027-03-31"}'`,
      ].join('\n'),
    );
  });

  it('shows the admin key on the first start alone', () => {
    expect(panelText({ ...panel, newAdminKey: 'cfw_new' })).toContain('cfw_new   shown this once');
    expect(panelText(panel)).not.toContain('shown this once');
  });

  it('says how to make another admin key when the first is lost', () => {
    expect(panelText({ ...panel, adminKeyCommand: 'make-one > key' })).toContain(
      '  Admin key  lost; this makes another:\n             make-one > key\n',
    );
  });

  it('quotes a path that a shell would take apart', () => {
    expect(panelText(panel)).toContain(`psql "$(cat '/elsewhere/my home/database-url')"`);
  });

  it('leaves out what real servers stand in for', () => {
    const text = panelText({ ...panel, inboxUrl: undefined, databaseUrlFile: undefined, redisUrl: undefined });
    expect(text).not.toMatch(/Inbox|demo|Postgres|redis/);
  });
});

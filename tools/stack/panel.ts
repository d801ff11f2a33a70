import { typed } from './home.js';

/** What somebody needs to know of a running stack. */
export interface Panel {
  readonly seconds: number;
  readonly apiUrl: string;
  /** Absent when mail and Slack are both real. */
  readonly inboxUrl?: string | undefined;
  readonly adminKeyFile: string;
  /** Given only on the start that made it. */
  readonly newAdminKey?: string | undefined;
  /** Given when there is no admin key in its file: makes another. */
  readonly adminKeyCommand?: string | undefined;
  readonly databaseUrlFile?: string | undefined;
  readonly redisUrl?: string | undefined;
  readonly redisCli: string;
  readonly logs: string;
  /** A day, YYYY-MM-DD, on which the example's key expires. */
  readonly exampleExpiry: string;
}

/** The text that `npm start` ends with. Every command in it works when pasted. */
export function panelText(panel: Panel): string {
  const { apiUrl, inboxUrl, databaseUrlFile, redisUrl } = panel;
  const rows: [string, string][] = [['API', `${apiUrl}/api/v1`]];
  rows.push(['API docs', `${apiUrl}/docs`]);
  if (inboxUrl) rows.push(['Inbox', `${inboxUrl}   every email and Slack message, as it is sent`]);
  rows.push(['Admin key', panel.adminKeyCommand ? 'lost; this makes another:' : typed(panel.adminKeyFile)]);
  if (panel.adminKeyCommand) rows.push(['', panel.adminKeyCommand]);
  if (panel.newAdminKey) rows.push(['', `${panel.newAdminKey}   shown this once`]);
  if (databaseUrlFile) rows.push(['Postgres', `psql "$(cat ${typed(databaseUrlFile)})"`]);
  if (redisUrl) rows.push(['Redis', `${panel.redisCli} -u ${redisUrl}`]);
  rows.push(['Logs', `${typed(panel.logs)}/`]);
  return [
    `\nCurfew is ready (${panel.seconds.toFixed(1)} s).\n`,
    ...rows.map(([name, value]) => `  ${name.padEnd(10)} ${value}`),
    `\nCreate a key that expires on ${panel.exampleExpiry}; its owner is reminded seven days before, and the day before:\n`,
    createKeyCommand(panel),
    `\n${inboxUrl ? 'npm run demo shows reminders arrive. ' : ''}Ctrl-C stops everything; npm run reset forgets it.\n`,
  ].join('\n');
}

function createKeyCommand({ apiUrl, adminKeyFile, exampleExpiry }: Panel): string {
  const body = { name: 'my-first-key', roles: [{ type: 'DEFAULT', role: 'USER' }], expirationDate: exampleExpiry };
  return [
    `  curl ${apiUrl}/api/v1/auth/key`,
    `-H "Authorization: Bearer $(cat ${typed(adminKeyFile)})"`,
    `-H 'Content-Type: application/json'`,
    `-d '${JSON.stringify(body)}'`,
  ].join(' \\\n    ');
}

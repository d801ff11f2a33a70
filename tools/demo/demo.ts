import { readCard, type Card } from '../stack/card.js';
import { Home, typed } from '../stack/home.js';
import { readSettings } from '../stack/settings.js';
import { Expectations } from './expectations.js';
import { watchInbox, type InboxMessage } from './inbox.js';
import { createKey, deleteKey, type DemoKey } from './keys-api.js';
import { arrivalText, keyText } from './narration.js';

/** Long enough for the slowest way a reminder takes when its alarm is lost: the sweep, twice. */
const PATIENCE_MS = 60_000;

/** Shows on the running stack how reminders arrive. Answers the exit code: 0 when all that was announced has arrived. */
export async function demo(): Promise<number> {
  const home = new Home(readSettings().home);
  const card = readCard(home);
  if (!card) return refuse(`No stack is ready in ${typed(home.folder)}. Run npm start in another terminal first.`);
  const { inboxUrl } = card;
  if (!inboxUrl) return refuse('This stack sends to a real mail server and a real Slack: there is no sandbox to watch.');
  say('Three keys that expire in 7 days and one that expires tomorrow, a few seconds later than now.');
  say('Curfew reminds 7 days before, and 1 day before: so within seconds.\n');
  const keys = await createKeys(card);
  for (const key of keys) say(keyText(key));
  try {
    return (await narrate(inboxUrl, keys)) ? 0 : refuse(`Not everything arrived. The logs are in ${typed(home.path('logs'))}/.`);
  } finally {
    for (const key of keys) await deleteKey(card, key);
    say('\nThe keys of this demonstration are deleted again, and with them the reminders they still had.');
  }
}

async function createKeys(card: Card): Promise<readonly DemoKey[]> {
  const now = Date.now();
  const [soon, later] = [new Date(now + 12_000), new Date(now + 16_000)];
  const run = new Date(now).toISOString().slice(11, 19).replaceAll(':', '');
  const keys: DemoKey[] = [];
  for (const name of ['ci-deploy', 'nightly-backup', 'billing-export'])
    keys.push(await createKey(card, { name: `${name}-${run}`, leadDays: 7, dueAt: soon }));
  keys.push(await createKey(card, { name: `partner-feed-${run}`, leadDays: 1, dueAt: later }));
  return keys;
}

async function narrate(inboxUrl: string, keys: readonly DemoKey[]): Promise<boolean> {
  say('\nNothing may be sent before it is due. Watching the inbox …\n');
  const expectations = new Expectations(keys);
  const hear = (message: InboxMessage) => {
    const spokenOf = expectations.note(message);
    if (spokenOf.length > 0) say(arrivalText(message, spokenOf));
    return expectations.areMet();
  };
  const last = Math.max(...keys.map((key) => key.dueAt.getTime()));
  const isComplete = await watchInbox({ inboxUrl, until: new Date(last + PATIENCE_MS), hear });
  if (isComplete) say(`\nRead them: ${inboxUrl}`);
  return isComplete;
}

function say(sentence: string): void {
  console.log(sentence);
}

function refuse(sentence: string): number {
  console.error(sentence);
  return 1;
}

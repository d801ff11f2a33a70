import type { CallArguments } from '../call-arguments.js';
import type { Person } from '../directory.js';
import { SlackRefusal } from '../slack-refusal.js';
import type { Workspace } from '../workspace.js';

/** `auth.test`: any token is the sandbox's own app. */
export function authTest(): Record<string, unknown> {
  return {
    ok: true,
    url: 'https://sandbox.slack.localhost/',
    team: 'Curfew sandbox',
    team_id: 'T0SANDBOX00',
    user: 'curfew',
    user_id: 'U0SANDBOX00',
    bot_id: 'B0SANDBOX00',
    is_enterprise_install: false,
  };
}

/** `users.lookupByEmail`: knows every address of a domain reserved for tests, e.g. `ada@curfew.localhost`, and no other. */
export function lookupByEmail(args: CallArguments, { directory }: Workspace): Record<string, unknown> {
  const person = directory.personByEmail(args.required('email'));
  if (!person) throw new SlackRefusal('users_not_found');
  return shown(person);
}

/** `users.info`: everybody who was met, by their id. */
export function userInfo(args: CallArguments, { directory }: Workspace): Record<string, unknown> {
  const person = directory.person(args.required('user'));
  if (!person) throw new SlackRefusal('user_not_found');
  return shown(person);
}

function shown(person: Person): Record<string, unknown> {
  const name = person.email.split('@', 1).join();
  return {
    ok: true,
    user: {
      id: person.id,
      team_id: 'T0SANDBOX00',
      name,
      real_name: name,
      deleted: false,
      is_bot: false,
      is_email_confirmed: true,
      tz: 'Etc/UTC',
      profile: { email: person.email, display_name: name, real_name: name },
    },
  };
}

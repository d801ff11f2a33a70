import type { CredentialSnapshot, DefaultRole, RoleAssignment } from '#libs/contracts';
import { dayInWords, distanceInWords, endInWords } from './expiry-words.js';
import { capitalised, kindsInWords } from './kinds.js';
import type { NoticeRow, NoticeSubject } from './notice.js';
import { personInWords } from './person-words.js';
import { responseInWords } from './response-words.js';
import { shortened, untrusted } from './untrusted-text.js';
import { hasExpired } from './urgency.js';

/** The longest a text may be that somebody else chose, in UTF-16 code units; what is longer is cut and marked with `…`. */
const LONGEST = { name: 255, description: 280, tag: 128 } as const;

const ROLES: Readonly<Record<DefaultRole, string>> = {
  READ_ONLY: 'Viewer',
  USER: 'User',
  MANAGER: 'Manager',
  ADMIN: 'Admin',
};

interface Moment {
  readonly now: Date;
  /** Where people manage their credentials, without a slash at the end. */
  readonly consoleUrl: string;
}

/** One credential in words. Throws for one without an expiration: nobody is owed a reminder of it. */
export function noticeRow(subject: NoticeSubject, { now, consoleUrl }: Moment): NoticeRow {
  const { credential } = subject;
  const { expiration, cid, kind } = credential;
  const { one, short, remedy, path } = kindsInWords[kind];
  if (!expiration) throw new Error(`${cid} has no expiration to remind anybody of.`);
  const expired = hasExpired(subject, now);
  return {
    kind: capitalised(one),
    short,
    name: untrusted(credential.name, LONGEST.name) || '(no name)',
    last4: untrusted(credential.last4 ?? '', 4) || undefined,
    reference: referenceTo(credential),
    description: untrusted(credential.description ?? '', LONGEST.description) || undefined,
    owner: personInWords(credential.owner),
    roles: kind === 'apiKey' ? credential.roles.map(roleInWords).join(', ') : undefined,
    response: responseInWords(credential),
    expired,
    distance: expired ? 'has expired' : distanceInWords(expiration, now),
    day: dayInWords(expiration.date),
    end: endInWords(expiration),
    expiresAt: expiration.expiresAt.replace(/\.0+Z$/, 'Z'),
    remedy: expired ? 'Open' : remedy,
    url: `${consoleUrl}/${path}/${cid}`,
    about: `${credential.workspaceId} ${cid}`,
  };
}

/** Whatever no tag can hold would make another reference of it than the one that configuration has. */
function referenceTo({ tag }: CredentialSnapshot): string | undefined {
  return tag === null ? undefined : `{{ secrets.${shortened(tag.replace(/[^\w-]/g, '\uFFFD'), LONGEST.tag)} }}`;
}

function roleInWords(role: RoleAssignment): string {
  return role.type === 'DEFAULT' ? ROLES[role.role] : role.tag;
}

import type { NoticeSubject } from './notice.js';

const names = new Intl.Collator('en', { numeric: true });

/** Whether its expiry has passed: by the database's word, or because it lies before the instant the message is made. */
export function hasExpired({ credential, expired }: NoticeSubject, now: Date): boolean {
  return expired || Date.parse(credential.expiration?.expiresAt ?? '') <= now.getTime();
}

/** The subjects with the soonest expiry first, which puts the expired before all others; equal ones go by name. */
export function mostUrgentFirst(subjects: readonly NoticeSubject[], now: Date): NoticeSubject[] {
  return subjects
    .map((subject) => ({
      subject,
      name: subject.credential.name,
      rank: hasExpired(subject, now) ? 0 : 1,
      expiresAt: Date.parse(subject.credential.expiration?.expiresAt ?? ''),
    }))
    .sort((one, other) => one.rank - other.rank || one.expiresAt - other.expiresAt || names.compare(one.name, other.name))
    .map(({ subject }) => subject);
}

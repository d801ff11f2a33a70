import type { CredentialSnapshot } from '#libs/contracts';
import type { ReminderResponse } from './domain/reminder-response.js';

/** What was done about a reminder, as events tell of it: nothing, if nobody did anything. */
export function snapshotResponse(response: ReminderResponse | null): Pick<CredentialSnapshot, 'response'> {
  if (response === null) return {};
  const { kind, by, at, until, reason, expiresAt, leadDays } = response;
  return { response: { kind, by: { id: by.id, email: by.email, name: by.name }, at, until, reason, expiresAt, leadDays } };
}

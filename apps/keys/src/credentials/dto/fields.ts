import { parseTimeZone, systemClock } from '#libs/kernel';
import { z } from 'zod';
import { isOverEverywhere, parseChosenExpiration } from '../domain/chosen-expiration.js';
import { objectionToDescription, objectionToName } from '../domain/written-text.js';

/** A text whose absence and wrong type are told apart. */
export const text = z.string({
  error: ({ input }) => (input === undefined || input === null ? 'is required' : 'must be a string'),
});

/** The name of a credential: 1 to 255 characters on one line, blanks around it dropped. */
export const nameField = text.check(objecting(objectionToName)).trim().meta({
  description: 'What people call it. Two may have one name.',
  minLength: 1,
  maxLength: 255,
  example: 'ci-deploy',
});

/** What a credential is for: up to 1,000 characters, in several lines if need be. */
export const descriptionField = text.check(objecting(objectionToDescription)).trim().meta({
  description: 'What it is for, so that nobody deletes it by accident.',
  maxLength: 1_000,
  example: 'Deploys the web shop from CI',
});

/** A day, or an exact instant. What is over everywhere is refused here, together with all else that is wrong with a body. */
export const expirationDateField = text
  .transform((written, context) => {
    const chosen = parseChosenExpiration(written);
    if (chosen && !isOverEverywhere(chosen, systemClock.now())) return chosen;
    const message = chosen
      ? 'must be in the future'
      : 'must be a day such as 2027-03-31 or a date-time such as 2027-03-31T18:00:00Z';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .meta({
    description:
      'A day (`YYYY-MM-DD`: valid until its end in `timeZone`) or an ISO 8601 date-time (that exact instant; UTC without an offset).',
    example: '2027-03-31',
  });

/** An IANA time zone. */
export const timeZoneField = text
  .transform((written, context) => {
    const zone = parseTimeZone(written);
    if (zone === undefined)
      context.addIssue({ code: 'custom', message: 'must be an IANA time zone such as Europe/Berlin, or UTC' });
    return zone ?? z.NEVER;
  })
  .meta({ description: "The IANA zone in which the day is meant; the workspace's unless given.", example: 'Europe/Berlin' });

/** The body's own errors: what is not an object, and fields nobody asked for. */
export function unknownFields(issue: { readonly code?: string; readonly keys?: readonly string[] }): string {
  const keys = issue.keys ?? [];
  return keys.length > 0
    ? keys
        .slice(0, 10)
        .map((key) => unknownField(key.slice(0, 64)))
        .join('; ')
    : 'body: must be a JSON object';
}

/** A name that could not be told from the words around it is quoted. */
function unknownField(name: string): string {
  return /^[^\s:]+$/.test(name) ? `${name}: is not a field here` : `body: ${JSON.stringify(name)} is not a field here`;
}

/** A field that may be missing; `null` means the same. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A zone alone chooses nothing. Looked at even when other fields are wrong, so that all that is wrong is said at once. */
export const zoneWithoutDate = {
  path: ['timeZone'],
  error: 'is only of use together with expirationDate',
  when: ({ value }: z.core.ParsePayload) => typeof value === 'object' && value !== null,
};

/** Whether a body that names a zone names the day it is for. */
export function hasDateForItsZone(body: { readonly timeZone?: unknown; readonly expirationDate?: unknown }): boolean {
  return body.timeZone === undefined || body.expirationDate !== undefined;
}

/** Refuses what there is an objection to, in the words of the objection. */
export function objecting(objection: (text: string) => string | undefined): z.core.CheckFn<string> {
  return ({ value, issues }) => {
    const message = objection(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  };
}

import { defaultRoles, roleAssignment, type RoleAssignment } from '#libs/contracts';
import { parseTimeZone, systemClock } from '#libs/kernel';
import { z } from 'zod';
import { isOverEverywhere, parseChosenExpiration } from '../domain/chosen-expiration.js';
import { objectionToDescription, objectionToName } from '../domain/written-text.js';

/** A text whose absence and wrong type are told apart. */
const text = z.string({ error: ({ input }) => (input === undefined || input === null ? 'is required' : 'must be a string') });

/** The name of a key: 1 to 255 characters on one line, blanks around it dropped. */
export const nameField = text.check(objecting(objectionToName)).trim().meta({
  description: 'What people call the key. Two keys may have one name.',
  minLength: 1,
  maxLength: 255,
  example: 'ci-deploy',
});

/** What the key is for: up to 1,000 characters, in several lines if need be. */
export const descriptionField = text.check(objecting(objectionToDescription)).trim().meta({
  description: 'What the key is for, so that nobody deletes it by accident.',
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

const defaultRole = z.strictObject(
  {
    type: roleAssignment.shape.type.meta({ example: 'DEFAULT' }),
    role: z.enum(defaultRoles, 'must be ADMIN, MANAGER, USER or READ_ONLY').meta({ example: 'USER' }),
  },
  { error: unknownFields },
);

const customRole = z
  .object({
    type: z.literal('CUSTOM').meta({ description: 'Refused: there are no custom roles yet.', example: 'CUSTOM' }),
    tag: z.string('must be a string').meta({ example: 'my-role' }),
  })
  .transform((_, context): never => {
    context.addIssue({ code: 'custom', path: ['tag'], message: 'there is no custom role with this tag' });
    return z.NEVER;
  });

/** One role or more; doubles collapse. */
export const rolesField = z
  .array(
    z.discriminatedUnion('type', [defaultRole, customRole], {
      error: ({ input }) =>
        typeof input === 'object' && input !== null
          ? 'must be DEFAULT or CUSTOM'
          : 'must be an object such as {"type":"DEFAULT","role":"USER"}',
    }),
    { error: ({ input }) => (input === undefined || input === null ? 'is required' : 'must be an array') },
  )
  .min(1, 'must hold at least one role')
  .max(20, 'must hold at most 20 roles')
  .transform((roles): RoleAssignment[] => [...new Map(roles.map((role) => [role.role, role])).values()])
  .meta({ description: 'What the key may do: the permissions of all its roles.', example: [{ type: 'DEFAULT', role: 'USER' }] });

/** The body's own errors: what is not an object, and fields nobody asked for. */
export function unknownFields(issue: { readonly code?: string; readonly keys?: readonly string[] }): string {
  const keys = issue.keys ?? [];
  return keys.length > 0
    ? keys
        .slice(0, 10)
        .map((key) => `${key.slice(0, 64)}: is not a field here`)
        .join('; ')
    : 'body: must be a JSON object';
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

function objecting(objection: (text: string) => string | undefined): z.core.CheckFn<string> {
  return ({ value, issues }) => {
    const message = objection(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  };
}

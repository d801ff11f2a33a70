import { z } from 'zod';
import { parseAddressRange } from '../../addresses/index.js';
import { descriptionField, objecting, optional, text, unknownFields } from '../../credentials/index.js';
import type { AllowlistEntry } from '../allowlist-entry.js';

/** How many entries a list may have; a thousand are looked through in microseconds. */
const MOST_ENTRIES = 1_000;

const addressField = text
  .trim()
  .check(
    objecting((address) =>
      parseAddressRange(address) ? undefined : 'must be an IP address or a CIDR range such as 203.0.113.0/24 or 2001:db8::/32',
    ),
  )
  .meta({ description: 'An IP address, or a range of them as CIDR; IPv4 or IPv6.', example: '203.0.113.0/24' });

const entryField = z
  .strictObject({ address: addressField, description: optional(descriptionField) }, { error: unknownFields })
  .transform(({ address, description = '' }): AllowlistEntry => ({ address, description: description || null }));

/** The body of `PUT /api/v1/ip-allowlist` and of its validation. */
export const ipAllowlistBody = z
  .strictObject(
    {
      entries: z
        .array(entryField, {
          error: ({ input }) => (input === undefined || input === null ? 'is required' : 'must be an array'),
        })
        .max(MOST_ENTRIES, `must be at most ${String(MOST_ENTRIES)} entries`)
        .check(eachOnce)
        .meta({
          description: 'All that may call; an empty list lets everyone in.',
          example: [{ address: '203.0.113.0/24', description: 'The office' }],
        }),
    },
    { error: unknownFields },
  )
  .meta({ id: 'SetIpAllowlist' });

/** What a list is to hold. */
export type SetIpAllowlist = Readonly<z.output<typeof ipAllowlistBody>>;

/** The query of `PUT /api/v1/ip-allowlist`. Parameters nobody knows are ignored. */
export const setIpAllowlistQuery = z.object({
  force: z
    .string('must be given once')
    .transform((written, context) => {
      if (/^(true|false)$/i.test(written)) return written.toLowerCase() === 'true';
      context.addIssue({ code: 'custom', message: 'must be true or false' });
      return z.NEVER;
    })
    .optional()
    .meta({ type: 'boolean', description: "Accept a list that leaves out the caller's own address.", example: false }),
});

/** How a list is to be set. */
export type SetIpAllowlistQuery = Readonly<z.output<typeof setIpAllowlistQuery>>;

const shownEntry = z.object({
  address: z.string().meta({ example: '203.0.113.0/24' }),
  description: z.string().optional().meta({ example: 'The office' }),
});

/** An allowlist as the API shows it. */
export const ipAllowlistAnswer = z.object({ entries: z.array(shownEntry) }).meta({ id: 'IpAllowlist' });

/** What is said of a list that could be set. */
export const validatedAllowlistAnswer = z
  .object({
    entries: z.array(shownEntry),
    callerIsInside: z.boolean().meta({
      description: "Whether the caller's own address could still get in; if not, setting it takes force.",
      example: true,
    }),
  })
  .meta({ id: 'ValidatedIpAllowlist' });

/** An allowlist as the API shows it. */
export type IpAllowlistAnswer = Readonly<z.infer<typeof ipAllowlistAnswer>>;

/** What is said of a list that could be set. */
export type ValidatedAllowlistAnswer = Readonly<z.infer<typeof validatedAllowlistAnswer>>;

/** Shows entries; a description that isn't there is left out. */
export function showEntries(entries: readonly AllowlistEntry[]): IpAllowlistAnswer {
  return { entries: entries.map(({ address, description }) => ({ address, ...(description === null ? {} : { description }) })) };
}

/** Two descriptions of one range would contradict each other, so a range may be given once, however it is spelled. */
function eachOnce({ value, issues }: z.core.ParsePayload<AllowlistEntry[]>): void {
  const seen = new Map<string, number>();
  for (const [place, { address }] of value.entries()) {
    const range = parseAddressRange(address);
    const spelling = range ? `${range.address}/${String(range.prefix)}` : `not a range, at ${String(place)}`;
    const first = seen.get(spelling) ?? place;
    seen.set(spelling, first);
    if (first === place) continue;
    issues.push({
      code: 'custom',
      input: value,
      path: [place, 'address'],
      message: `is the same as entries.${String(first)}.address`,
    });
  }
}

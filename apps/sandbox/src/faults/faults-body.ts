import { z } from 'zod';
import { fieldProblems } from '../field-problem.js';
import { emailFault, type EmailFault } from './email-fault.js';
import { slackFault, type SlackFault } from './slack-fault.js';

/** The faults of each channel: null clears a channel, an absent one is left as it is. */
export interface ParsedFaults {
  readonly email?: readonly EmailFault[] | null | undefined;
  readonly slack?: readonly SlackFault[] | null | undefined;
}

/** The body of `PUT /api/faults`: for each channel one fault, a list of up to 100, or null. */
export const faultsBody = z.strictObject({ email: oneOrMany(emailFault), slack: oneOrMany(slackFault) });

/** Parsed as the one shape it has, not as a union of both, so that a problem is reported at the field it is in. */
function oneOrMany<S extends z.ZodType>(fault: S) {
  const many = z.array(fault).max(100);
  return z
    .unknown()
    .transform((value, context): z.output<S>[] | null | undefined => {
      if (value === null || value === undefined) return value;
      const parsed = Array.isArray(value) ? many.safeParse(value) : fault.transform((one) => [one]).safeParse(value);
      if (parsed.success) return parsed.data;
      for (const { path, message } of fieldProblems(parsed.error)) {
        context.addIssue({ code: 'custom', path: [...path], message, input: value });
      }
      return z.NEVER;
    })
    .optional();
}

import { z } from 'zod';

/** The moments of an SMTP conversation at which the sandbox can misbehave, in their order. */
export type EmailStage = 'greeting' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot';

const times = z.int().min(1).max(1_000_000).optional();
const silenceAt = z.enum(['greeting', 'data', 'dot']).default('data');

const reply = z
  .strictObject({
    fault: z.literal('reply'),
    code: z.int().min(400).max(599),
    text: z
      .string()
      .regex(/^[\x20-\x7e]{1,400}$/, 'must be one line of 1 to 400 printable ASCII characters')
      .optional(),
    at: z.enum(['greeting', 'auth', 'mail', 'rcpt', 'dot']).optional(),
    times,
  })
  .transform((fault) => ({ ...fault, at: fault.at ?? stageOf(fault.code), text: fault.text ?? textOf(fault.code) }));

/**
 * One way the SMTP server misbehaves, `times` times, or until it is cleared when `times` is absent. Every fault parsed
 * knows its stage (`at`).
 */
export const emailFault = z.discriminatedUnion('fault', [
  reply,
  z.strictObject({ fault: z.literal('hang'), at: silenceAt, times }),
  z.strictObject({ fault: z.literal('dropBefore'), at: silenceAt, times }),
  z.strictObject({ fault: z.literal('dropAfterAcceptance'), at: z.literal('dot').default('dot'), times }),
]);

/** A fault of the SMTP server, its defaults filled in. */
export type EmailFault = z.output<typeof emailFault>;

/** Where servers say such a thing: 421 before anything else, 535 to a login, the rest about the recipient. */
function stageOf(code: number): 'greeting' | 'auth' | 'rcpt' {
  if (code === 421) return 'greeting';
  return code === 535 ? 'auth' : 'rcpt';
}

const TEXTS: Readonly<Record<number, string>> = {
  421: '4.3.2 Service not available, closing transmission channel',
  450: '4.2.1 Mailbox temporarily unavailable',
  451: '4.7.1 Greylisted, try again later',
  452: '4.2.2 Mailbox full',
  535: '5.7.8 Authentication credentials invalid',
  550: '5.1.1 No such user here',
  552: '5.3.4 Message too big',
  554: '5.7.1 Message refused',
};

function textOf(code: number): string {
  return TEXTS[code] ?? (code < 500 ? '4.0.0 Try again later' : '5.0.0 Refused');
}

import { z } from 'zod';

/** As OpenTelemetry writes it: `name=value,name=value`, the values percent-encoded. */
const headers = z.string().transform((text, context) => {
  const pairs = text.split(',').map((pair) => /^\s*([\w!#$%&'*+.^`|~-]+)=(.*)$/.exec(pair));
  try {
    return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', valueOf(pair?.[2])]));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be comma-separated name=value pairs, the values percent-encoded' });
    return z.NEVER;
  }
});

/** Where traces go. The SDK reads others of its variables by itself, once there is somewhere to send to. */
export const tracingEnv = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.optional(),
};

/** Where traces go, validated. */
export type TracingEnv = Readonly<z.output<z.ZodObject<typeof tracingEnv>>>;

/** Throws for what no header may hold. */
function valueOf(encoded: string | undefined): string {
  const value = decodeURIComponent(encoded ?? '%').trim();
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new Error('no header may hold that');
  return value;
}

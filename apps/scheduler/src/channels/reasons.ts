import { redact } from '#libs/observability';

const MOST = 300;

/** Addresses of people, which providers like to repeat. */
const ADDRESSES = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;

/**
 * Makes the reason of an outcome from what a provider said: one line of at most 300 characters that may be stored, shown and
 * logged. Addresses are taken out, and so are the secrets given, plain or in base64, for some servers repeat what they refuse.
 */
export function reasonsWithout(secrets: readonly string[]): (said: string) => string {
  const literals = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    .sort((one, other) => other.length - one.length);
  return (said) => {
    const clean = literals.reduce((text, literal) => text.replaceAll(literal, '[redacted]'), said);
    return redact(clean)
      .replace(ADDRESSES, '[address]')
      .replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
      .trim()
      .slice(0, MOST);
  };
}

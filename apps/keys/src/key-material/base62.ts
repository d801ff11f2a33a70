const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The largest multiple of 62 that fits a byte: bytes from here on are thrown away, or the first digits would be likelier. */
const UNBIASED = 248;

/** Answers so many random bytes, of cryptographic quality. */
export type RandomBytes = (size: number) => Uint8Array;

/** So many base62 digits, each of the 62 equally likely. */
export function randomBase62(length: number, random: RandomBytes): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length - text.length)) {
      if (byte < UNBIASED) text += DIGITS.charAt(byte % 62);
    }
  }
  return text;
}

/** A whole number in base62, filled up with zeros on the left. */
export function toBase62(number: number, width: number): string {
  let text = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) text = DIGITS.charAt(rest % 62) + text;
  return text.padStart(width, '0');
}

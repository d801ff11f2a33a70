/** Without a boundary in front: `%22cfw_…` and `\ncfw_…` hold keys too. A password ends at the last `@` of its URL. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/cfw[fip]?_[0-9A-Za-z]{8,}/g, 'cfw_[redacted]'],
  [/xox[a-z]-[0-9A-Za-z-]+/g, 'xox-[redacted]'],
  [/(:\/\/[^\s:/@]*):\S+@/g, '$1:[redacted]@'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]'],
];

/** The text with everything that looks like a key, a Slack token, a password in a URL or an Authorization value taken out. */
export function redact(text: string): string {
  return secrets.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
}

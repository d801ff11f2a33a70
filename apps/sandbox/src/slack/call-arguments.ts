import { SlackRefusal } from './slack-refusal.js';

/**
 * The arguments of a call. In a form everything is text, numbers, booleans and JSON too; in a JSON body they are themselves:
 * both are read alike. An empty text counts as absent.
 */
export class CallArguments {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** A text or a number, as text: timestamps are sent as both. */
  scalar(name: string): string {
    const value = this.values[name];
    return typeof value === 'number' ? String(value) : (this.text(name) ?? '');
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new SlackRefusal('invalid_arguments', [`missing required field: ${name}`]);
    return value;
  }

  flag(name: string): boolean {
    const value = this.values[name];
    return value === true || value === 'true' || value === '1';
  }

  /** A whole number from 1 to `most`; otherwise the call is refused. */
  count(name: string, { usually, most }: { readonly usually: number; readonly most: number }): number {
    if (!this.has(name) || this.values[name] === '') return usually;
    const value = Number(this.values[name]);
    if (!Number.isInteger(value) || value < 1 || value > most) throw new SlackRefusal('invalid_limit');
    return value;
  }

  /** A structure; text that is not JSON is refused with `otherwise`. */
  json(name: string, otherwise: string): unknown {
    const value = this.values[name];
    if (typeof value !== 'string' || value === '') return value === '' ? undefined : value;
    try {
      return JSON.parse(value);
    } catch {
      throw new SlackRefusal(otherwise);
    }
  }

  /** Everything but the token, structures decoded: fit to be shown and kept. */
  shown(): Record<string, unknown> {
    const entries = Object.entries(this.values).filter(([name]) => name !== 'token');
    return Object.fromEntries(entries.map(([name, value]) => [name, decoded(value)]));
  }
}

function decoded(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

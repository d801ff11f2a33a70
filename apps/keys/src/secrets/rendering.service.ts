import type { Transactions } from '#libs/database';
import { InvalidField, type Clock } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { Sealer } from '../encryption/index.js';
import type { Journal } from '../journal/index.js';
import { fillIn, parseTemplate } from './domain/template.js';
import type { SealedValue, SealedValuesRepository } from './sealed-values.repository.js';

interface RenderingServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly values: SealedValuesRepository;
  readonly sealer: Sealer;
  readonly journal: Journal;
}

/** Fills templates in with the values of secrets: the one way by which a value leaves. */
export class RenderingService {
  constructor(private readonly parts: RenderingServiceParts) {}

  /**
   * The template with the value of each secret it refers to filled in, once that is in the audit log. Throws
   * {@link InvalidField} for a template that can't be read or would become too long, and for secrets that the workspace does
   * not have or that have expired, naming each.
   */
  render(principal: Principal, text: string): Promise<string> {
    const template = parseTemplate(text);
    const { transactions, clock, values, sealer, journal } = this.parts;
    const { workspaceId } = principal;
    return transactions.run(async (tx) => {
      const tags = [...new Set(template.tags)];
      const sealed = tags.length === 0 ? [] : await values.ofTags(tx, { workspaceId, tags });
      assertUsable(tags, sealed, clock.now());
      const plain = new Map(sealed.map((value) => [value.tag, sealer.open(value, value)]));
      const rendered = fillIn(template, (tag) => plain.get(tag)?.reveal() ?? '');
      for (const { id } of sealed)
        await journal.note(tx, { by: principal, action: 'CREATE', objectType: 'SECRET_RENDERING', objectIdentifier: id });
      return rendered;
    });
  }
}

function assertUsable(tags: readonly string[], sealed: readonly SealedValue[], now: Date): void {
  const known = new Set(sealed.map(({ tag }) => tag));
  const unknown = tags.filter((tag) => !known.has(tag));
  const expired = sealed.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now).map(({ tag }) => tag);
  const objections = [
    ...(unknown.length > 0 ? [`there is no secret ${unknown.join(', ')}`] : []),
    ...(expired.length > 0 ? [`has expired: ${expired.join(', ')}`] : []),
  ];
  if (objections.length > 0) throw new InvalidField('template', objections.join('; '));
}

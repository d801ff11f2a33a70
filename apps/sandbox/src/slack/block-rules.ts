import { z } from 'zod';

const MOST_BLOCKS = 50;

const plainText = (most: number) => z.looseObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most) });
const anyText = (most: number) =>
  z.looseObject({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(most), verbatim: z.boolean().optional() });
const image = z.looseObject({ type: z.literal('image'), alt_text: z.string().min(1) });

const button = z.looseObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: z.string().max(255).optional(),
  url: z.url().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

const section = z
  .looseObject({ text: anyText(3000).optional(), fields: z.array(anyText(2000)).min(1).max(10).optional() })
  .refine(({ text, fields }) => text ?? fields, 'missing required field: text or fields');

/** The blocks Curfew's messages are made of, with the limits of Slack's reference for each. */
const RULES: Readonly<Record<string, z.ZodType>> = {
  header: z.looseObject({ text: plainText(150) }),
  section,
  context: z.looseObject({
    elements: z
      .array(z.union([anyText(3000), image]))
      .min(1)
      .max(10),
  }),
  divider: z.looseObject({}),
  actions: z.looseObject({
    elements: z
      .array(z.looseObject({ type: z.string() }))
      .min(1)
      .max(25),
  }),
  button,
};

/** Blocks Slack knows and this sandbox takes unread. */
const TAKEN_UNREAD = ['image', 'rich_text', 'video', 'file', 'markdown', 'table', 'input'];

/**
 * What Slack would refuse in these blocks, each problem with a JSON pointer to its place; nothing if they are fine.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export function blockProblems(blocks: readonly unknown[]): string[] {
  if (blocks.length > MOST_BLOCKS) return [`no more than ${MOST_BLOCKS} items allowed [json-pointer:/blocks]`];
  return blocks.flatMap((block, index) => [
    ...problemsOf(block, `/blocks/${index}`),
    ...elementsOf(block).flatMap((element, at) => problemsOf(element, `/blocks/${index}/elements/${at}`)),
  ]);
}

function problemsOf(block: unknown, pointer: string): string[] {
  const type = typeOf(block);
  if (TAKEN_UNREAD.includes(type)) return [];
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
  if (!rule) return [`unsupported type: ${type} [json-pointer:${pointer}/type]`];
  const issues = rule.safeParse(block).error?.issues ?? [];
  return issues.map((issue) => `${slackWords(issue)} [json-pointer:${[pointer, ...issue.path].join('/')}]`);
}

/** The buttons of an actions block; other interactive elements are taken unread. */
function elementsOf(block: unknown): unknown[] {
  if (typeOf(block) !== 'actions') return [];
  const { elements } = block as { readonly elements?: unknown };
  return Array.isArray(elements) ? elements.filter((element) => typeOf(element) === 'button') : [];
}

function typeOf(block: unknown): string {
  return typeof block === 'object' && block !== null && 'type' in block ? String(block.type) : 'none';
}

function slackWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big')
    return issue.origin === 'array'
      ? `no more than ${issue.maximum} items allowed`
      : `must be less than ${Number(issue.maximum) + 1} characters`;
  if (issue.code === 'too_small')
    return issue.origin === 'array' ? 'no fewer than 1 items allowed' : 'must be more than 0 characters';
  return issue.message;
}

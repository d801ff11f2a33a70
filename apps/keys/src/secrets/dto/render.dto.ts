import { z } from 'zod';
import { text, unknownFields } from '../../credentials/index.js';

/** How many characters (UTF-16 code units) a template may have. */
const MOST_CHARACTERS = 1_000_000;

/** The body of `POST /api/v1/secrets/render`. */
export const renderBody = z
  .strictObject(
    {
      template: text.max(MOST_CHARACTERS, `must be at most ${String(MOST_CHARACTERS)} characters`).meta({
        description: 'A text with references to secrets.',
        example: 'postgres://billing:{{ secrets.billing_db }}@db.internal/billing',
      }),
    },
    { error: unknownFields },
  )
  .meta({ id: 'RenderTemplate' });

/** The answer of `POST /api/v1/secrets/render`. */
export const renderedAnswer = z
  .object({
    rendered: z.string().meta({
      description: 'The template, with the values of its secrets filled in.',
      example: 'postgres://billing:correct horse battery staple@db.internal/billing',
    }),
  })
  .meta({ id: 'RenderedTemplate' });

/** What is to be filled in. */
export type RenderTemplate = Readonly<z.output<typeof renderBody>>;

/** A template that was filled in. */
export type RenderedAnswer = Readonly<z.infer<typeof renderedAnswer>>;

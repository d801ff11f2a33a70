import { z } from 'zod';

/** The formats say what zod's long patterns for dates say, but for one thing: an instant is given in UTC. */
const patterns: Readonly<Record<string, string | undefined>> = { 'date-time': 'Z$' };

/** The JSON schema of what is sent. */
export function schemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) jsonSchema.pattern = patterns[jsonSchema.format];
    },
  });
}

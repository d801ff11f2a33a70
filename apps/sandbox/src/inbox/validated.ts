import type { z } from 'zod';
import { InvalidField } from '#libs/kernel';
import { fieldProblems } from '../field-problem.js';

/** The input as the schema reads it; otherwise an `InvalidField` for the first problem, named by its path. */
export function validated<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [{ path, message } = { path: [], message: 'is not valid' }] = fieldProblems(parsed.error);
  throw new InvalidField(path.length > 0 ? path.join('.') : 'body', message);
}

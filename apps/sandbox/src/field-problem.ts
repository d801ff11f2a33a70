import type { z } from 'zod';

/** One thing wrong with an input, and where. */
export interface FieldProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The problems of an input, each at the field it is about: an unknown field is a problem of its own. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is not a field known here' }))
      : [{ path: issue.path, message: issue.message }],
  );
}

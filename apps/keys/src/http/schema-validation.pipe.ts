import { StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError } from '#libs/kernel';

/** More than anyone reads; a body can be made to hold thousands of errors. */
const MOST_ERRORS = 20;

/** One thing that is wrong, and where. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Validates bodies and queries by the schema of their parameter, and reports everything that is wrong, each under its field. */
export class SchemaValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => refusal(issues) });
  }

  /** Nest would drop fields such as `constructor` in silence; here they are refused by name, like every unknown field. */
  protected override stripProtoKeys(): void {
    return;
  }
}

function refusal(issues: readonly Issue[]): DomainError {
  const shown = issues.slice(0, MOST_ERRORS).map(describe);
  const rest = issues.length - shown.length;
  return new DomainError('BAD_REQUEST', [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; '));
}

function describe({ message, path = [] }: Issue): string {
  const field = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  return field === '' ? message : `${field}: ${message}`;
}

import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { DomainError, isPassing, type ErrorCode } from '#libs/kernel';
import { redact } from '#libs/observability';
import { z } from 'zod';

/** The kinds of error the API tells apart by name. */
const wireErrorTypes = [
  'BAD_REQUEST',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'ILLEGAL_ARGUMENT_ERROR',
  'UNHANDLED_EXCEPTION',
  'UNCATEGORIZED',
] as const;

/** Every error of the API, as it stands on the wire. */
export const wireErrorAnswer = z
  .object({
    message: z.string().meta({ description: 'The reason phrase of the status.', example: 'Bad Request' }),
    type: z.enum(wireErrorTypes).meta({ example: 'BAD_REQUEST' }),
    details: z.string().meta({ description: 'What exactly is wrong; names each field.', example: 'name: is required' }),
    httpStatus: z.int().min(400).max(599).meta({ example: 400 }),
    requestId: z.string().meta({ description: 'Leads to the request in the log.', example: 'rq1a2b3c4d5e6f7081' }),
  })
  .meta({ id: 'Error' });

/** Every error of the API, as it stands on the wire. */
export type WireError = Readonly<z.infer<typeof wireErrorAnswer>>;

const statusOf: Record<ErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  UNAVAILABLE: 503,
};

const typeOf: Record<number, WireError['type']> = {
  400: 'BAD_REQUEST',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  500: 'UNHANDLED_EXCEPTION',
};

/** What frameworks would say here names their own insides, or repeats what was sent. */
const ownWords: Record<number, string> = {
  404: 'There is nothing at this address.',
  408: 'The request took too long to arrive.',
  413: 'A body may hold at most 2 MB, and 16 KB where an invitation is accepted.',
  414: 'The address is too long.',
  415: 'The body must be JSON (Content-Type: application/json).',
  431: 'The headers are too long.',
  500: 'Something went wrong here. The requestId leads to the log.',
  503: 'The service can not do this now. Try again soon.',
};

/** How an error is shown to whoever sent the request. Nothing unforeseen gets out: it is a 500 without particulars. */
export function toWireError(error: unknown, requestId: string): WireError {
  if (error instanceof DomainError) return wireError(statusOf[error.code], { details: error.message, requestId });
  const status = isPassing(error) ? 503 : (clientErrorStatus(error) ?? 500);
  const details = ownWords[status] ?? (error instanceof Error ? error.message : '');
  return wireError(status, { details, requestId });
}

interface Particulars {
  readonly details: string;
  readonly requestId: string;
}

function wireError(status: number, { details, requestId }: Particulars): WireError {
  return {
    message: STATUS_CODES[status] ?? 'Error',
    type: typeOf[status] ?? 'UNCATEGORIZED',
    // A field's name may be anything, even a key that was put in the wrong place.
    details: redact(details),
    httpStatus: status,
    requestId,
  };
}

/** The status a framework gave an error of the client's making; nothing else about a foreign error is believed. */
function clientErrorStatus(error: unknown): number | undefined {
  const status = error instanceof HttpException ? error.getStatus() : statusCodeOf(error);
  return status >= 400 && status < 500 ? status : undefined;
}

function statusCodeOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
}

import { STATUS_CODES } from 'node:http';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { problemDetails } from './too-many-requests.js';
import { wireErrorAnswer } from './wire-error.js';

/**
 * Documents that a route may answer with these statuses, in the wire format of errors; 429 has its own. Where a credential is
 * needed (401), its requests are counted, so 429 is documented too.
 */
export function ApiErrors(...statuses: readonly number[]) {
  return applyDecorators(
    ...statuses
      .filter((status) => status !== 429)
      .map((status) => ApiResponse({ status, description: STATUS_CODES[status] ?? '', standardSchema: wireErrorAnswer })),
    ...(statuses.some((status) => status === 401 || status === 429) ? [tooMany] : []),
  );
}

const tooMany = ApiResponse({
  status: 429,
  description: STATUS_CODES[429] ?? '',
  headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', example: 17 } } },
  content: { 'application/problem+json': { schema: problemDetails } },
});

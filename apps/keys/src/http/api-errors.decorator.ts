import { STATUS_CODES } from 'node:http';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { wireErrorAnswer } from './wire-error.js';

/** Documents that a route may answer with these statuses, in the wire format of errors. */
export function ApiErrors(...statuses: readonly number[]) {
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({ status, description: STATUS_CODES[status] ?? '', standardSchema: wireErrorAnswer }),
    ),
  );
}

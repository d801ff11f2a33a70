import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { VerifiedCredential } from '../asking/verification.js';
import { passOf } from './passes.js';

/**
 * The credential a request was let in with: a {@link VerifiedCredential}. Fails with 500 on a route without a guard, rather
 * than to say that there is nobody.
 */
export const CurrentCredential = createParamDecorator((_: unknown, context: ExecutionContext): VerifiedCredential => {
  const pass = passOf(context.switchToHttp().getRequest<object>());
  if (!pass) throw new Error('@CurrentCredential() stands on a route that no ApiKeyGuard guards.');
  return pass.credential;
});

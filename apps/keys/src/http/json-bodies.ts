import { UnsupportedMediaTypeException } from '@nestjs/common';
import { DomainError, InvalidField } from '#libs/kernel';
import type { FastifyBodyParser, FastifyInstance } from 'fastify';

/** How large a body may be, in bytes: 2 MB. */
export const BODY_LIMIT = 2 * 1_024 * 1_024;

/** What a route's configuration may say of its bodies. */
export interface BodiesConfig {
  /** How large a body may be, in bytes, if less than {@link BODY_LIMIT}. */
  readonly bodyLimit?: number;
  /** Whether bodies are forms. They are handed on as they arrived, for whoever checks a signature of them. */
  readonly takesForms?: boolean;
}

/** Accepts JSON bodies and, where a route says so, forms. The body of a DELETE means nothing: whatever it is or claims to be, it is not read. */
export function acceptJsonBodies(server: FastifyInstance): void {
  server.addHttpMethod('DELETE', { hasBody: false, overrideExisting: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, parsing(parseJson));
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const { takesForms } = request.routeOptions.config as BodiesConfig;
    if (takesForms === true) done(null, body);
    else done(new UnsupportedMediaTypeException());
  });
  server.addContentTypeParser('*', { parseAs: 'buffer' }, parsing(refuse));
  server.addHook('onRoute', (route) => {
    const { bodyLimit } = (route.config ?? {}) as BodiesConfig;
    if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
  });
}

function parsing(parse: (body: Buffer) => unknown): FastifyBodyParser<Buffer> {
  return (_, body, done) => {
    let parsed: unknown;
    try {
      parsed = parse(body);
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, parsed);
  };
}

function refuse(): never {
  throw new UnsupportedMediaTypeException();
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = decode(body);
  try {
    return JSON.parse(text, refuseProto);
  } catch (error) {
    throw inOurWords(error);
  }
}

function inOurWords(error: unknown): unknown {
  if (error instanceof SyntaxError) return new DomainError('BAD_REQUEST', 'The body is not well-formed JSON.');
  // The stack ran over: JSON may be nested to any depth, and the reviver descends through all of it.
  if (error instanceof RangeError) return new DomainError('BAD_REQUEST', 'The body is nested too deeply.');
  return error;
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new DomainError('BAD_REQUEST', 'The body is not well-formed UTF-8.');
  }
}

/** An own property of this name would become the prototype as soon as someone copies the body. */
function refuseProto(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new InvalidField(name, 'is not a field here');
  return value;
}

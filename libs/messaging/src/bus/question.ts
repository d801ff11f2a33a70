import { RpcException } from '@nestjs/microservices';
import { busQuestions, type BusPattern, type BusRequest } from '#libs/contracts';
import type { z } from 'zod';

/**
 * The question that came over the bus, validated. Throws what the asker is told of a bad one: where it is wrong, and nothing
 * of what it says.
 */
export function questionOf<P extends BusPattern>(pattern: P, payload: unknown): BusRequest<P> {
  const schema = busQuestions[pattern].request as unknown as z.ZodType<BusRequest<P>>;
  const question = schema.safeParse(payload);
  if (question.success) return question.data;
  const places = new Set(question.error.issues.map(({ path }) => path.join('.') || 'all of it'));
  throw new RpcException(`${pattern} was asked in a way that breaks its contract: ${[...places].join(', ')}`);
}

import { ClientRedis } from '@nestjs/microservices';
import { busQuestions, type BusAnswer, type BusPattern, type BusRequest } from '#libs/contracts';
import { DomainError } from '#libs/kernel';
import { currentTraceparent } from '#libs/observability';
import type { Redis } from 'ioredis';
import { firstValueFrom, timeout } from 'rxjs';
import type { RedisEnv } from '../redis.js';
import { busConnection } from './connection.js';
import { lettingGo } from './letting-go.js';

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 2_000;

/** Nobody answered, or not in a way that makes sense. */
export class BusSilent extends DomainError {
  constructor(pattern: BusPattern, cause: unknown) {
    super('UNAVAILABLE', 'Another service did not answer. Try again soon.', `${pattern} was not answered: ${reasonOf(cause)}`);
  }

  /** The same in words that say what could not be asked for. */
  saying(message: string): DomainError {
    return new DomainError(this.code, message, this.internal);
  }
}

/**
 * Asks other services, over Nest's Redis transport: a question is published, whoever knows answers, the first answer counts.
 * Questions and answers are kept by nobody.
 */
export class Bus {
  private readonly client: BusClient;

  constructor(env: RedisEnv) {
    this.client = new BusClient(busConnection(env));
    this.client.setOnDispatchHook((packet) => {
      const traceparent = currentTraceparent();
      if (traceparent !== undefined) packet.metadata = { traceparent };
    });
  }

  /** The answer, validated. Throws {@link BusSilent} if there is none within two seconds, or one that breaks the contract. */
  async ask<P extends BusPattern>(pattern: P, request: BusRequest<P>): Promise<BusAnswer<P>> {
    try {
      const answer: unknown = await firstValueFrom(this.client.send<unknown>(pattern, request).pipe(timeout(ANSWER_MS)));
      return busQuestions[pattern].answer.parse(answer) as BusAnswer<P>;
    } catch (error) {
      throw new BusSilent(pattern, error);
    }
  }

  /** Closes the connections; what is still being asked fails. */
  async close(): Promise<void> {
    await this.client.close();
  }
}

/** Nest's own client takes its leave of Redis, and waits for Redis to come back for that. */
class BusClient extends ClientRedis {
  override async createClient(): Promise<Redis> {
    return lettingGo((await super.createClient()) as Redis);
  }

  override close(): Promise<void> {
    this.isManuallyClosed = true;
    for (const connection of [this.pubClient, this.subClient] as readonly (Connection | null | undefined)[])
      connection?.disconnect();
    return Promise.resolve();
  }
}

interface Connection {
  disconnect(): void;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : JSON.stringify(cause);
}

import { createHash } from 'node:crypto';
import { Controller, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { BusAnswer, BusRequest } from '#libs/contracts';
import { busTransport } from '#libs/messaging';

const closed = new Set<string>();

@Controller()
class Invitations {
  @MessagePattern('invitations.link')
  link(@Payload() { invitationId }: BusRequest<'invitations.link'>): BusAnswer<'invitations.link'> {
    return { url: closed.has(invitationId) ? null : linkOf(invitationId) };
  }
}

/** Knows of nothing that there could be copies of. */
@Controller()
class Versions {
  @MessagePattern('keys.digest')
  digest(): BusAnswer<'keys.digest'> {
    return { count: 0, last: null, digest: createHash('sha256').digest('hex') };
  }
}

@Module({ controllers: [Invitations, Versions] })
class KeysModule {}

/** The link that the stand-in tells of an invitation. */
export function linkOf(invitationId: string): string {
  return `https://curfew.test/invitations/cfwi_${invitationId.slice(2)}${'5'.repeat(64)}`;
}

/** Answers on the bus as the keys service would, for suites of the scheduler alone. Every invitation is open until it is closed. */
export class StandInKeys {
  private constructor(private readonly app: INestApplicationContext) {}

  static async start(redisUrl: string): Promise<StandInKeys> {
    const app = await NestFactory.create(KeysModule, new FastifyAdapter());
    app.connectMicroservice(busTransport({ REDIS_URL: redisUrl }));
    await app.startAllMicroservices();
    return new StandInKeys(app);
  }

  /** From now on the invitation is not open any more. */
  closes(invitationId: string): void {
    closed.add(invitationId);
  }

  async stop(): Promise<void> {
    closed.clear();
    await this.app.close();
  }
}

import { Controller, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { BusRequest, NotificationLogs } from '#libs/contracts';
import { busTransport, questionOf } from '#libs/messaging';

const due = new Map<string, string>();
const asked: BusRequest<'notifications.logs'>[] = [];
let log: NotificationLogs = { total: 0, logs: [] };

@Controller()
class Reminders {
  @MessagePattern('reminders.next')
  next(@Payload() { cids }: { readonly cids: readonly string[] }): Record<string, string> {
    return Object.fromEntries(cids.flatMap((cid) => (due.has(cid) ? [[cid, due.get(cid) ?? '']] : [])));
  }

  @MessagePattern('notifications.logs')
  logs(@Payload() payload: unknown): NotificationLogs {
    asked.push(questionOf('notifications.logs', payload));
    return log;
  }
}

@Module({ controllers: [Reminders] })
class SchedulerModule {}

/** Answers on the bus as the scheduler would, for suites of the keys service alone. */
export class StandInScheduler {
  private constructor(private readonly app: INestApplicationContext) {}

  static async start(redisUrl: string): Promise<StandInScheduler> {
    const app = await NestFactory.create(SchedulerModule, new FastifyAdapter());
    app.connectMicroservice(busTransport({ REDIS_URL: redisUrl }));
    await app.startAllMicroservices();
    return new StandInScheduler(app);
  }

  /** From now on the next reminder of this credential is due then. */
  reminds(cid: string, instant: string): void {
    due.set(cid, instant);
  }

  /** From now on this is what every page of the log holds. */
  logs(answer: NotificationLogs): void {
    log = answer;
  }

  /** What was asked for of the log since the last look. */
  asked(): BusRequest<'notifications.logs'>[] {
    return asked.splice(0);
  }

  async stop(): Promise<void> {
    due.clear();
    await this.app.close();
  }
}

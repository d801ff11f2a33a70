import { Controller, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { BusAnswer, BusRequest, NotificationLogs } from '#libs/contracts';
import { busTransport, questionOf } from '#libs/messaging';

const due = new Map<string, string>();
const reminded = new Map<string, BusAnswer<'reminders.due'>>();
const slackUsers = new Map<string, string>();
const asked: BusRequest<'notifications.logs'>[] = [];
const tests: BusRequest<'notifications.test'>[] = [];
let log: NotificationLogs = { total: 0, logs: [] };
let testStatus: BusAnswer<'notifications.test'>['recipients'][number]['status'] = 'ACCEPTED';

@Controller()
class Reminders {
  @MessagePattern('reminders.next')
  next(@Payload() { cids }: { readonly cids: readonly string[] }): Record<string, string> {
    return Object.fromEntries(cids.flatMap((cid) => (due.has(cid) ? [[cid, due.get(cid) ?? '']] : [])));
  }

  @MessagePattern('reminders.due')
  due(@Payload() payload: unknown): BusAnswer<'reminders.due'> {
    return reminded.get(questionOf('reminders.due', payload).cid) ?? null;
  }

  @MessagePattern('slack.user')
  slackUser(@Payload() payload: unknown): BusAnswer<'slack.user'> {
    return { email: slackUsers.get(questionOf('slack.user', payload).slackUserId) ?? null };
  }

  @MessagePattern('notifications.logs')
  logs(@Payload() payload: unknown): NotificationLogs {
    asked.push(questionOf('notifications.logs', payload));
    return log;
  }

  @MessagePattern('notifications.test')
  test(@Payload() payload: unknown): BusAnswer<'notifications.test'> {
    const test = questionOf('notifications.test', payload);
    tests.push(test);
    const outcome = { status: testStatus, ...(testStatus === 'FAILED' ? { reason: 'the provider said no' } : {}) };
    return {
      recipients: [
        ...test.emails.map((recipient) => ({ medium: 'EMAIL' as const, recipient, ...outcome })),
        ...test.slackChannels.map((recipient) => ({ medium: 'SLACK' as const, recipient, ...outcome })),
        ...(test.webhooks ?? []).map((recipient) => ({ medium: 'WEBHOOK' as const, recipient, ...outcome })),
      ],
    };
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

  /** From now on a reminder of this credential, of this expiration, has fallen due. */
  static hasReminded(cid: string, due: { readonly leadDays?: number; readonly expiresAt: string }): void {
    reminded.set(cid, { leadDays: 7, ...due });
  }

  /** From now on this person has this address in Slack. */
  static knowsInSlack(slackUserId: string, email: string): void {
    slackUsers.set(slackUserId, email);
  }

  /** From now on this is what every page of the log holds. */
  logs(answer: NotificationLogs): void {
    log = answer;
  }

  /** What was asked for of the log since the last look. */
  asked(): BusRequest<'notifications.logs'>[] {
    return asked.splice(0);
  }

  /** From now on this is what becomes of every test. */
  tests(status: typeof testStatus): void {
    testStatus = status;
  }

  /** Which tests were asked for since the last look, each as often as that. */
  tested(): BusRequest<'notifications.test'>[] {
    return tests.splice(0);
  }

  async stop(): Promise<void> {
    testStatus = 'ACCEPTED';
    due.clear();
    await this.app.close();
  }
}

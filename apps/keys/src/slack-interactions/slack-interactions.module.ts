import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { Log } from '#libs/observability';
import type { KeysEnv } from '../env.js';
import { RateLimits, RateLimitsModule } from '../rate-limits/index.js';
import { ReminderResponsesModule, ReminderResponsesService } from '../reminder-responses/index.js';
import { RolesModule, RolesService } from '../roles/index.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { SlackAnswers } from './slack-answers.js';
import { SlackInteractionsController } from './slack-interactions.controller.js';
import { SlackInteractionsService } from './slack-interactions.service.js';
import { SlackUsers } from './slack-users.js';

/** Clicks in Slack. */
@Module({
  imports: [RateLimitsModule, ReminderResponsesModule, RolesModule, WorkspacesModule],
  controllers: [SlackInteractionsController],
  providers: [
    { provide: SlackUsers, inject: [Bus, CLOCK], useFactory: (bus: Bus, clock: Clock) => new SlackUsers(bus, clock) },
    {
      provide: SlackAnswers,
      inject: [ENV, Log],
      useFactory: (env: KeysEnv, log: Log) => new SlackAnswers(env.SLACK_API_URL, log),
    },
    {
      provide: SlackInteractionsService,
      inject: [
        Transactions,
        CLOCK,
        WorkspacesService,
        RolesService,
        ReminderResponsesService,
        SlackUsers,
        SlackAnswers,
        RateLimits,
        ENV,
      ],
      useFactory: (...[transactions, clock, workspaces, roles, responses, people, answers, rateLimits, env]: ServiceParts) =>
        new SlackInteractionsService({
          ...{ transactions, clock, workspaces, roles, responses, people, answers, rateLimits },
          signingSecret: env.SLACK_SIGNING_SECRET,
        }),
    },
  ],
})
export class SlackInteractionsModule {}

type ServiceParts = [
  Transactions,
  Clock,
  WorkspacesService,
  RolesService,
  ReminderResponsesService,
  SlackUsers,
  SlackAnswers,
  RateLimits,
  KeysEnv,
];

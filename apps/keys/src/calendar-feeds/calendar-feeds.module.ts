import { Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import type { KeysEnv } from '../env.js';
import { InventoryModule, InventoryService } from '../inventory/index.js';
import { IpAllowlistModule, IpGate } from '../ip-allowlist/index.js';
import { Journal } from '../journal/index.js';
import { KeyHasher } from '../key-material/index.js';
import { PersonalTokensModule, TokenOwners } from '../personal-tokens/index.js';
import { RateLimits, RateLimitsModule } from '../rate-limits/index.js';
import { RolesModule, RolesService } from '../roles/index.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { UsersModule, UsersService } from '../users/index.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import { CalendarController } from './calendar.controller.js';
import { CalendarService } from './calendar.service.js';
import { CalendarFeedsController } from './calendar-feeds.controller.js';
import { CalendarFeedsRepository } from './calendar-feeds.repository.js';
import { CalendarFeedsService } from './calendar-feeds.service.js';
import { UserFeedsController } from './user-feeds.controller.js';

/** Everybody's calendar feeds over HTTP, and the calendars at their addresses. */
@Module({
  imports: [
    InventoryModule,
    IpAllowlistModule,
    PersonalTokensModule,
    RateLimitsModule,
    RolesModule,
    UsersModule,
    WorkspacesModule,
  ],
  controllers: [CalendarFeedsController, UserFeedsController, CalendarController],
  providers: [
    CalendarFeedsRepository,
    {
      provide: CalendarFeedsService,
      inject: [Transactions, CLOCK, CalendarFeedsRepository, TokenOwners, UsersService, Journal, KeyHasher],
      useFactory: (...[transactions, clock, feeds, owners, users, journal, hasher]: FeedsParts) =>
        new CalendarFeedsService({
          transactions,
          clock,
          feeds,
          owners,
          users,
          journal,
          hasher,
          makeId: randomId,
          random: randomBytes,
        }),
    },
    {
      provide: CalendarService,
      inject: [
        ENV,
        Transactions,
        CLOCK,
        CalendarFeedsRepository,
        KeyHasher,
        WorkspacesService,
        RolesService,
        InventoryService,
        IpGate,
        RateLimits,
      ],
      useFactory: (env: KeysEnv, ...parts: CalendarParts) => {
        const [transactions, clock, feeds, hasher, workspaces, roles, inventory, ipGate, rateLimits] = parts;
        const { CONSOLE_URL: consoleUrl } = env;
        const guards = { ipGate, rateLimits };
        return new CalendarService({ transactions, clock, feeds, hasher, workspaces, roles, inventory, consoleUrl, ...guards });
      },
    },
  ],
})
export class CalendarFeedsModule {}

type FeedsParts = [Transactions, Clock, CalendarFeedsRepository, TokenOwners, UsersService, Journal, KeyHasher];

type CalendarParts = [
  Transactions,
  Clock,
  CalendarFeedsRepository,
  KeyHasher,
  WorkspacesService,
  RolesService,
  InventoryService,
  IpGate,
  RateLimits,
];

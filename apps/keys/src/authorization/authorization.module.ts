import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PermissionCoverage } from './permission-coverage.js';
import { RequiresGuard } from './requires.guard.js';

/** Guards every route by the permission it declares, and makes sure that each declares one. */
@Module({ imports: [DiscoveryModule], providers: [PermissionCoverage, { provide: APP_GUARD, useClass: RequiresGuard }] })
export class AuthorizationModule {}

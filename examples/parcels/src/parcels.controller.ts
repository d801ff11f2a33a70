import { Controller, Get, UseGuards } from '@nestjs/common';
import {
  ApiKeyGuard,
  CurrentCredential,
  RequirePermissions,
  type CredentialSnapshot,
  type VerifiedCredential,
} from '#libs/client';
import { KnownKeys } from './known-keys.js';

/** Where a parcel is. */
interface Parcel {
  readonly id: string;
  readonly place: string;
}

const PARCELS: readonly Parcel[] = [
  { id: 'p1', place: 'in the van' },
  { id: 'p2', place: 'at the door' },
];

/** What the service answers. */
@Controller()
export class ParcelsController {
  constructor(private readonly known: KnownKeys) {}

  /** For whoever runs the service. */
  @Get('health/ready')
  ready(): object {
    return {};
  }

  /** For every good key. */
  @Get('parcels')
  @UseGuards(ApiKeyGuard)
  parcels(@CurrentCredential() { name }: VerifiedCredential): object {
    return { parcels: PARCELS, shownTo: name };
  }

  /** For those who manage keys: the keys that this service has heard of since it was started. */
  @Get('keys')
  @RequirePermissions('Edit API keys')
  keys(): readonly Pick<CredentialSnapshot, 'cid' | 'name' | 'version' | 'revokedAt'>[] {
    return this.known.all().map(({ cid, name, version, revokedAt }) => ({ cid, name, version, revokedAt }));
  }
}

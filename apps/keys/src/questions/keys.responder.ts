import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { BusAnswer, CredentialSnapshot, Verification } from '#libs/contracts';
import { questionOf } from '#libs/messaging';
import { VerificationService } from '../verification/index.js';
import { CopiesService } from './copies.service.js';
import { SnapshotsService } from './snapshots.service.js';

/** Answers what other services ask about credentials, over the bus. */
@Controller()
export class KeysResponder {
  constructor(
    private readonly verification: VerificationService,
    private readonly snapshots: SnapshotsService,
    private readonly copies: CopiesService,
  ) {}

  /** Whoever may ask here serves all workspaces, so the answer says of which one the key is. */
  @MessagePattern('keys.verify')
  verify(@Payload() payload: unknown): Promise<Verification> {
    return this.verification.verify(questionOf('keys.verify', payload));
  }

  @MessagePattern('keys.get')
  get(@Payload() payload: unknown): Promise<CredentialSnapshot | null> {
    return this.snapshots.find(questionOf('keys.get', payload));
  }

  @MessagePattern('keys.digest')
  digest(@Payload() payload: unknown): Promise<BusAnswer<'keys.digest'>> {
    return this.copies.digest(questionOf('keys.digest', payload));
  }

  @MessagePattern('keys.versions')
  versions(@Payload() payload: unknown): Promise<BusAnswer<'keys.versions'>> {
    return this.copies.versions(questionOf('keys.versions', payload));
  }

  @MessagePattern('keys.snapshots')
  all(@Payload() payload: unknown): Promise<BusAnswer<'keys.snapshots'>> {
    return this.copies.snapshots(questionOf('keys.snapshots', payload));
  }
}

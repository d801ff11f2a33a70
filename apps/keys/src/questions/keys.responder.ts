import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CredentialSnapshot, Verification } from '#libs/contracts';
import { questionOf } from '#libs/messaging';
import { VerificationService } from '../verification/index.js';
import { SnapshotsService } from './snapshots.service.js';

/** Answers what other services ask about credentials, over the bus. */
@Controller()
export class KeysResponder {
  constructor(
    private readonly verification: VerificationService,
    private readonly snapshots: SnapshotsService,
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
}

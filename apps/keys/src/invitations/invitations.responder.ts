import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { BusAnswer } from '#libs/contracts';
import { questionOf } from '#libs/messaging';
import { InvitationsService } from './invitations.service.js';

/** Tells the service that sends invitations the link of one, over the bus. */
@Controller()
export class InvitationsResponder {
  constructor(private readonly invitations: InvitationsService) {}

  @MessagePattern('invitations.link')
  async link(@Payload() payload: unknown): Promise<BusAnswer<'invitations.link'>> {
    const { invitationId } = questionOf('invitations.link', payload);
    return { url: await this.invitations.link(invitationId) };
  }
}

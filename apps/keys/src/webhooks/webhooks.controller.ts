import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import {
  notificationTestAnswer,
  NotificationTestsService,
  showTest,
  type NotificationTestAnswer,
} from '../notification-settings/index.js';
import {
  listWebhooksQuery,
  showWebhook,
  showWebhookWithSecret,
  webhookAnswer,
  webhookPage,
  webhookWithSecretAnswer,
  type ListWebhooks,
  type WebhookAnswer,
  type WebhookPage,
  type WebhookWithSecretAnswer,
} from './dto/webhook.dto.js';
import { writeWebhookBody, type WriteWebhook } from './dto/write-webhook.dto.js';
import { WebhooksService } from './webhooks.service.js';

const ID_PARAM = { name: 'id', description: 'The id of the webhook.', example: 'wh90b1c2d3e4f56a78' };

const POSTS =
  'Each reminder is posted there by itself, signed as Standard Webhooks 1.0 says, until it is answered 2xx; 410 ends it. ' +
  '`webhook-id` stays the same however often one is sent.';

/** Where reminders of the caller's workspace are posted to. */
@ApiTags('Notifications')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Configure workspace notification settings')
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly tests: NotificationTestsService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listWebhooks', summary: 'List webhooks, oldest first' })
  @ApiOkResponse({ description: 'One page of webhooks.', standardSchema: webhookPage })
  async list(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: listWebhooksQuery }) query: ListWebhooks,
  ): Promise<WebhookPage> {
    const { webhooks, total } = await this.webhooks.list(principal, query);
    return { ...pageOf(query, total), webhooks: webhooks.map(showWebhook) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createWebhook',
    summary: 'Have reminders posted to a URL; the answer shows the secret they are signed with this once',
    description: POSTS,
  })
  @ApiErrors(409, 413, 415)
  @ApiOkResponse({ description: 'The webhook and its secret.', standardSchema: webhookWithSecretAnswer })
  async create(
    @ActingPrincipal() principal: Principal,
    @Body({ schema: writeWebhookBody }) body: WriteWebhook,
  ): Promise<WebhookWithSecretAnswer> {
    return showWebhookWithSecret(await this.webhooks.create(principal, body));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getWebhook', summary: 'Show a webhook' })
  @ApiParam(ID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'The webhook.', standardSchema: webhookAnswer })
  async get(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<WebhookAnswer> {
    return showWebhook(await this.webhooks.get(principal, id));
  }

  @Put(':id')
  @ApiOperation({ operationId: 'updateWebhook', summary: 'Change where a webhook leads; its secret stays' })
  @ApiParam(ID_PARAM)
  @ApiErrors(404, 413, 415)
  @ApiOkResponse({ description: 'The webhook as it stands now.', standardSchema: webhookAnswer })
  async update(
    @ActingPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: writeWebhookBody }) body: WriteWebhook,
  ): Promise<WebhookAnswer> {
    return showWebhook(await this.webhooks.update(principal, id, body));
  }

  @Delete(':id')
  @ApiOperation({
    operationId: 'deleteWebhook',
    summary: 'Delete a webhook',
    description: 'What waits to be posted there is cancelled.',
  })
  @ApiParam(ID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'Deleted; the body is empty.' })
  async delete(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await this.webhooks.delete(principal, id);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'rotateWebhookSecret',
    summary: 'Make a new secret; the answer shows it this once',
    description: 'For 24 hours the secret before signs along. Rotating twice ends what was known at once.',
  })
  @ApiParam(ID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'The webhook and its new secret.', standardSchema: webhookWithSecretAnswer })
  async rotateSecret(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<WebhookWithSecretAnswer> {
    return showWebhookWithSecret(await this.webhooks.rotateSecret(principal, id));
  }

  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testWebhook',
    summary: 'Post a test to a webhook',
    description: 'One more of the five tests a minute that a workspace may send. The answer comes within a few seconds.',
  })
  @ApiParam(ID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'What has become of it.', standardSchema: notificationTestAnswer })
  async test(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<NotificationTestAnswer> {
    const webhook = await this.webhooks.get(principal, id);
    return showTest(await this.tests.post(principal, webhook.id));
  }
}

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors } from '../http/index.js';
import { renderBody, renderedAnswer, type RenderedAnswer, type RenderTemplate } from './dto/render.dto.js';
import { RenderingService } from './rendering.service.js';

const RULES =
  'For internal services. Each `{{ secrets.tag }}`, with blanks inside the braces or without, becomes the value of that secret; ' +
  'values are not looked into again. Braces around anything else stay as they are, but what begins like a reference and is ' +
  'none, such as `{{ secrets. }}`, is refused, as are tags that are unknown and secrets that have expired. A template refers to ' +
  'at most 100 different secrets, and has at most 2000000 characters when filled in. Which secrets were filled in is audited.';

/** Where internal services have templates filled in with the secrets of their workspace. */
@ApiTags('Secrets')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Create secrets')
@Controller('api/v1/secrets/render')
export class RenderingController {
  constructor(private readonly rendering: RenderingService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'renderTemplate', summary: 'Fill a template in with the values of secrets', description: RULES })
  @ApiErrors(413, 415)
  @ApiOkResponse({ description: 'The template, filled in. Not to be cached.', standardSchema: renderedAnswer })
  async render(
    @ActingPrincipal() principal: Principal,
    @Body({ schema: renderBody }) { template }: RenderTemplate,
  ): Promise<RenderedAnswer> {
    return { rendered: await this.rendering.render(principal, template) };
  }
}

import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** Serves the description at `/docs` (a page), `/docs-json` and `/docs-yaml`, open to anyone. */
export function serveDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), { customSiteTitle: 'Curfew API' });
}

/** The OpenAPI 3 description of every route, made from the schemas that validate. */
function describeApi(app: INestApplication): OpenAPIObject {
  const info = new DocumentBuilder()
    .setTitle('Curfew')
    .setDescription('Issues API keys, verifies and revokes them, and reminds people before they expire.')
    .setVersion('1.0.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'cfw_…', description: 'An API key.' })
    .build();
  return SwaggerModule.createDocument(app, info);
}

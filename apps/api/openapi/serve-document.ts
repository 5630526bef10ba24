import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { OpenApiDocument } from './document.js';
import { PREFIX } from './routes.js';

/**
 * Serves the document at `/api/v1/openapi.json` and Swagger UI at `/api/docs`, whose files come with its package: a
 * browser loads nothing from elsewhere.
 */
export function serveDocument(app: INestApplication, document: OpenApiDocument): void {
  SwaggerModule.setup('api/docs', app, document as unknown as OpenAPIObject, {
    jsonDocumentUrl: `${PREFIX}/openapi.json`,
    raw: ['json'],
    customSiteTitle: 'Textile costing API',
    swaggerOptions: { displayOperationId: true, validatorUrl: null },
  });
}

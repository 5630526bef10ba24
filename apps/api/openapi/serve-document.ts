import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import type { OpenApiDocument } from './document.js';

/**
 * Serves Swagger UI at `/api/docs`, whose files come with its package: a browser loads nothing from elsewhere.
 */
export function serveDocument(app: INestApplication, document: OpenApiDocument): void {
  app.use('/api/docs', (_request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Cache-Control', 'no-cache');
    next();
  });
  SwaggerModule.setup('api/docs', app, document as unknown as OpenAPIObject, {
    // `OpenApiController` serves it.
    raw: false,
    customSiteTitle: 'Textile costing API',
    swaggerOptions: { displayOperationId: true, validatorUrl: null },
  });
}

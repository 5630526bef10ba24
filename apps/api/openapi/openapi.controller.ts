import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { createHash } from 'node:crypto';
import { Allow } from '../access/allow.js';
import { OPENAPI } from '../tokens.js';
import type { OpenApiDocument } from './document.js';
import { Operation } from './operation.js';
import { Named } from './schema.js';

const DOCUMENT = new Named(
  'OpenApiDocument',
  {
    type: 'object',
    description: 'An OpenAPI 3.1 document.',
    properties: { openapi: { type: 'string' } },
    required: ['openapi'],
    additionalProperties: true,
  },
  { openapi: '3.1.0' },
);

/** The document that describes the API; it holds no data, so anyone may have it. */
@Allow('anyone')
@Controller('openapi.json')
export class OpenApiController {
  /** Made once: it is the same for all, and larger than any other answer. */
  private readonly text: string;
  private readonly etag: string;

  constructor(@Inject(OPENAPI) document: OpenApiDocument) {
    this.text = JSON.stringify(document);
    this.etag = `"${createHash('sha256').update(this.text).digest('base64url').slice(0, 27)}"`;
  }

  @Operation('getOpenApi', {
    summary: 'This document',
    description: 'With an ETag: it changes only with the version of the API.',
    answers: { 200: DOCUMENT, 304: null },
    answerHeaders: { ETag: 'For `If-None-Match`.' },
  })
  @Get()
  show(@Res() response: Response): void {
    response.setHeader('Cache-Control', 'no-cache').setHeader('ETag', this.etag);
    response.type('application/json').send(this.text);
  }
}

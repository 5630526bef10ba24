import 'reflect-metadata';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { CONTROLLERS } from '../../apps/api/controllers.js';
import { type OpenApiDocument, openApiDocument } from '../../apps/api/openapi/document.js';
import { VERSION } from '#platform';

/** The document as the API serves it. */
export const currentDocument = (): OpenApiDocument => openApiDocument(CONTROLLERS, VERSION);

/** As it is committed. */
export const documentText = (document: OpenApiDocument): string => `${JSON.stringify(document, null, 2)}\n`;

/** The types of the TypeScript client. */
export async function clientTypes(document: OpenApiDocument): Promise<string> {
  const copy = JSON.parse(JSON.stringify(document)) as OpenAPI3;
  return `// Made by \`npm run -s openapi\` of docs/openapi.json.\n\n${astToString(await openapiTS(copy, { alphabetize: true }))}`;
}

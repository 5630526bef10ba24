import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, paths } from './openapi.js';

export type CostingClient = Client<paths>;
/** Schemas of the document: `Schemas['Job']`. */
export type Schemas = components['schemas'];
export type { Middleware };

/** A client of the API at `baseUrl`, e.g. `http://127.0.0.1:3000`. An answer is `data` or, when it is a problem, `error`. */
export function costingClient(baseUrl: string, { key }: { readonly key?: string } = {}): CostingClient {
  return createClient<paths>({ baseUrl, headers: key === undefined ? {} : { Authorization: `Bearer ${key}` } });
}

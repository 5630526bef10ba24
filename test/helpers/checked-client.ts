import { costingClient, type CostingClient, type Middleware } from '../../clients/typescript/costing-client.js';
import { expectDocumented } from './openapi.js';

/** The client that is handed out, with every answer held against the OpenAPI document. */
export function checkedClient(baseUrl: string): CostingClient {
  const client = costingClient(baseUrl);
  client.use(CHECKED);
  return client;
}

const CHECKED: Middleware = {
  async onResponse({ request, response }) {
    const { pathname } = new URL(request.url);
    const type = (response.headers.get('content-type') ?? '').split(';')[0]!;
    const text = await response.clone().text();
    const body: unknown = /[/+]json$/.test(type) ? JSON.parse(text) : text;
    expectDocumented({ method: request.method, path: pathname, status: response.status, type, body });
  },
};

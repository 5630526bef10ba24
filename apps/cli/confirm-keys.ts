import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, CostingError } from '#platform';

/** The API looks at its file every half second. */
const WAIT_MAX_MS = 4_000;
const POLL_MS = 100;
const ANSWER_MAX_MS = 2_500;
const ANSWER_BYTES_MAX = 65_536;

/** What the API at HOST and PORT says of the keys in force, see `GET /health`. */
export interface KeysInForce {
  readonly state: 'NONE' | 'IN_FORCE' | 'UNREADABLE';
  readonly digest: string | null;
}

/**
 * Waits until the API that runs at HOST and PORT, if it is one of the changed file, has taken in the contents `after`. `asked`
 * is its answer from before the change, `before` the digest of the file then (null: there was none). Throws `CostingError`
 * API_KEYS_NOT_IN_FORCE: the file is written, and the API still goes by the keys from before.
 */
export async function confirmKeys(
  api: Config['api'],
  asked: KeysInForce | null,
  before: string | null,
  after: string,
): Promise<void> {
  // Another content before: an API of another file.
  if (asked === null || asked.state === 'NONE' || (asked.state === 'IN_FORCE' && asked.digest !== before)) return;
  const deadline = performance.now() + WAIT_MAX_MS;
  for (;;) {
    const now = await askApi(api);
    // It was stopped meanwhile: its next start reads the file, or says why not.
    if (now === null || now.digest === after) return;
    if (performance.now() > deadline) throw notInForce(api, now);
    await sleep(POLL_MS);
  }
}

function notInForce(api: Config['api'], { state }: KeysInForce): CostingError {
  const why = state === 'UNREADABLE' ? 'it cannot read the file' : 'it has not read the file';
  return new CostingError(
    'API_KEYS_NOT_IN_FORCE',
    `The file is written, but the API at ${addressOf(api)} still goes by the keys from before, revoked ones included: ${why}. ` +
      'Its log says why. Let the user that runs the API own the file, or its group read it (`chgrp`, `chmod 0640`).',
  );
}

/** null: no API answers there. */
export function askApi(api: Config['api']): Promise<KeysInForce | null> {
  return new Promise((resolve) => {
    const request = get({ ...placeOf(api), path: '/health', timeout: ANSWER_MAX_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > ANSWER_BYTES_MAX) request.destroy();
      });
      response.on('end', () => resolve(keysOf(text)));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(null));
    request.once('close', () => resolve(null));
  });
}

function keysOf(text: string): KeysInForce | null {
  try {
    const { api_keys: keys } = JSON.parse(text) as { readonly api_keys?: KeysInForce };
    return keys !== undefined && typeof keys.state === 'string' ? keys : null;
  } catch {
    return null;
  }
}

/** An API that listens on every address of the machine answers on loopback, too. */
function placeOf({ host, port }: Config['api']): { host: string; port: number } {
  const wildcards: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  return { host: wildcards[host] ?? host, port };
}

function addressOf(api: Config['api']): string {
  const { host, port } = placeOf(api);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

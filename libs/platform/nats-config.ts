import { CostingError } from './errors.js';
import { settingOrFile } from './setting-or-file.js';

/** How to reach NATS. `NATS_URL` may name several servers of one cluster, separated by commas. */
export interface NatsConfig {
  /** `host:port` each, without credentials: they may be shown. */
  readonly servers: readonly string[];
  /** From the URL: `nats://user:password@host`, or `nats://token@host`. */
  readonly user: string | null;
  readonly password: string | null;
  readonly token: string | null;
  /** `NATS_CREDENTIALS_FILE`: a `.creds` file with a JWT and its key, instead of credentials in the URL. */
  readonly credentialsFile: string | null;
  /** `tls://`, or `NATS_CA_FILE` is set: a server that offers no TLS is refused. */
  readonly tls: boolean;
  /** `NATS_CA_FILE`: certificates (PEM) that the server's may be signed by; null: those that Node trusts. */
  readonly caFile: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Credentials = Pick<NatsConfig, 'user' | 'password' | 'token'>;

const NO_CREDENTIALS: Credentials = { user: null, password: null, token: null };
const DEFAULT_PORT = 4222;

/** null without `NATS_URL` and `NATS_URL_FILE`. Throws `CostingError`, which never repeats the URL: it may hold a password. */
export function natsConfig(env: Environment): NatsConfig | null {
  const text = settingOrFile(env, 'NATS_URL');
  const credentialsFile = env['NATS_CREDENTIALS_FILE'] || null;
  const caFile = env['NATS_CA_FILE'] || null;
  if (text === null) return null;
  const urls = text.split(',').map((part) => natsUrl(part.trim()));
  const credentials = sameCredentials(urls);
  if (credentialsFile !== null && credentials !== NO_CREDENTIALS) {
    throw invalid('NATS_URL holds credentials and NATS_CREDENTIALS_FILE is set, too: use one of them.');
  }
  return {
    servers: urls.map((url) => `${url.hostname}:${url.port || DEFAULT_PORT}`),
    ...credentials,
    credentialsFile,
    tls: caFile !== null || urls.some((url) => url.protocol === 'tls:'),
    caFile,
  };
}

function natsUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && /^\/?$/.test(url.pathname) && url.search === '' && url.hash === '';
  if (isPlain && /^(nats|tls):$/.test(url.protocol) && url.hostname !== '') return url;
  throw invalid(
    'NATS_URL is no address of NATS servers: expected one such as nats://user:password@host:4222, tls://host:4222, or ' +
      'several separated by commas. Special characters of a password are written in per cent (@ as %40).',
  );
}

function sameCredentials(urls: readonly URL[]): Credentials {
  const [first, ...others] = urls.filter(({ username }) => username !== '');
  if (first === undefined) return NO_CREDENTIALS;
  if (others.some(({ username, password }) => username !== first.username || password !== first.password)) {
    throw invalid('NATS_URL names servers with different credentials: servers of one cluster share them.');
  }
  const [name, password] = [decoded(first.username), decoded(first.password)];
  return password === '' ? { ...NO_CREDENTIALS, token: name } : { user: name, password, token: null };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('NATS_URL holds a % that no two hexadecimal digits follow: write it as %25.');
  }
}

function invalid(message: string): CostingError {
  return new CostingError('INVALID_CONFIGURATION', message, { exitCode: 2 });
}

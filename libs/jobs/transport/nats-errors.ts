import type { NatsError } from 'nats';
import { CostingError, type NatsConfig } from '#platform';

/** `NATS at a:4222, b:4222`; never a password. */
export const natsPlace = (nats: NatsConfig): string => `NATS at ${nats.servers.join(', ')}`;

/** What hinders the first connection, where, and what to do. */
export function connectFailure(nats: NatsConfig, cause: unknown): CostingError {
  const place = natsPlace(nats);
  const { code = '', message } = cause as Partial<NatsError>;
  const failure = (kind: string, text: string): CostingError => new CostingError(kind, `${place} ${text}`, { cause });
  if (/^(AUTH|BAD_AUTH|BAD_CREDS|ACCOUNT_EXPIRED)/.test(code)) {
    const inUrl = (nats.user ?? nats.token) === null ? 'none are given' : 'those of NATS_URL';
    const used = nats.credentialsFile === null ? inUrl : `those of ${nats.credentialsFile}`;
    return failure(
      'NATS_CREDENTIALS',
      `refuses the credentials (${used}): correct user and password in NATS_URL, or the file NATS_CREDENTIALS_FILE.`,
    );
  }
  if (code === 'SERVER_OPT_NA') {
    return failure('NATS_TLS', 'offers no TLS: say nats:// without NATS_CA_FILE, or set TLS up on the server.');
  }
  if (/CERT|TLS|SSL|ALTNAME|UNABLE_TO_/.test(code)) {
    return failure(
      'NATS_TLS',
      `cannot be trusted (${code}: ${message}): name the certificate of its issuer in NATS_CA_FILE, and the host in NATS_URL as its certificate does.`,
    );
  }
  const reason = REASONS[code] ?? message ?? String(cause);
  return failure(
    'NATS_UNREACHABLE',
    `cannot be reached: ${reason}. Start it, correct NATS_URL, or leave NATS_URL out to work without a broker.`,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  CONNECTION_REFUSED: 'nothing listens there',
  TIMEOUT: 'no answer within the time, or something else than NATS listens there',
  ENOTFOUND: 'no such host',
};

/** What hinders the use of JetStream, once connected. */
export function jetStreamFailure(nats: NatsConfig, cause: unknown): CostingError {
  if (cause instanceof CostingError) return cause;
  const place = natsPlace(nats);
  const { code, message, permissionContext } = cause as Partial<NatsError>;
  if (code === '503') {
    return new CostingError(
      'NATS_JETSTREAM',
      `${place} has JetStream switched off: add \`jetstream { store_dir: … }\` to the server's configuration (or start ` +
        'nats-server with -js), and allow it for the account.',
      { cause },
    );
  }
  if (code === 'PERMISSIONS_VIOLATION') {
    return new CostingError(
      'NATS_PERMISSIONS',
      `${place} does not allow this user the ${permissionContext?.operation} of ${permissionContext?.subject}: allow ` +
        'publishing to $JS.API.>, $JS.ACK.> and costing.>, subscribing to _INBOX.>, $JS.EVENT.ADVISORY.> and costing.>.',
      { cause },
    );
  }
  const reason = code === 'TIMEOUT' ? 'it did not answer within the time' : message;
  return new CostingError(
    'NATS_JETSTREAM',
    `${place} cannot keep the queue of tasks: ${reason}. Look at the server's log and its JetStream limits.`,
    { cause },
  );
}

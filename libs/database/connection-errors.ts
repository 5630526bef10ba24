import { type Client, DatabaseError } from 'pg';
import { CostingError, whyUnreadable } from '#platform';

/** Where a client connects to, without user and password. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

export function targetOf({ host, port, database, user }: Client): Target {
  return { host, port, database: database ?? user ?? '', user: user ?? '' };
}

/**
 * What a failed connection means for the person who set DATABASE_URL: a `CostingError` DATABASE_UNAVAILABLE (HTTP 503)
 * naming host and database, never the password. `CostingError`s pass through.
 */
export function unavailable(error: unknown, target: Target): CostingError {
  if (error instanceof CostingError) return error;
  return new CostingError(
    'DATABASE_UNAVAILABLE',
    `Cannot use the database '${target.database}' at ${placeOf(target)}: ${reason(error, target)}`,
    { httpStatus: 503, cause: error },
  );
}

/** A standby answers queries but takes no writes, and every program here writes. */
export function standbyServer(target: Target): CostingError {
  return new CostingError(
    'DATABASE_READ_ONLY',
    `Cannot use the database '${target.database}' at ${placeOf(target)}: it is a standby, which is read-only. Let DATABASE_URL name the primary server, or promote this one.`,
    { httpStatus: 503 },
  );
}

const placeOf = ({ host, port }: Target): string => (host.startsWith('/') ? host : `${host}:${port}`);

function reason(error: unknown, { user, host }: Target): string {
  const { code } = error as { code?: string };
  switch (code) {
    case '28P01':
      return `the password of '${user}' was not accepted. Check DATABASE_URL.`;
    case '28000':
      return `'${user}' may not log in from here (${(error as Error).message}). Check DATABASE_URL and the server's pg_hba.conf.`;
    case '42501':
      return `${(error as Error).message}, which is the default of this database or role and changes what statements mean. Reset it: ALTER ROLE … RESET, ALTER DATABASE … RESET.`;
    case '3D000':
      return 'it does not exist. Create it, or correct DATABASE_URL.';
    case 'ECONNREFUSED':
    case 'ENOENT':
      return 'nothing listens there. Start PostgreSQL, or correct DATABASE_URL.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name '${host}' is unknown. Correct DATABASE_URL.`;
    case '57P03':
      return 'the server is starting up or shutting down. Try again shortly.';
    case '53300':
      return 'the server has no connection left. Raise max_connections or stop other clients.';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `its certificate is signed by nobody known here (${code}). Let sslrootcert=FILE in DATABASE_URL name who signed it.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is for another name than '${host}'. Use a name that it has.`;
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired.';
    default:
      return `${said(error)}.`;
  }
}

/** Connecting to a name with several addresses fails with one error for each. */
function said(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return said(error.errors[0]);
  if (error instanceof DatabaseError || error instanceof Error) return error.message || error.name;
  return String(error);
}

/** A file of certificates or keys that DATABASE_URL names (`sslrootcert`, `sslcert`, `sslkey`) and that cannot be read. */
export function unreadableCertificate(error: unknown): CostingError {
  const { path } = error as NodeJS.ErrnoException;
  const message = `${path}, which DATABASE_URL names (sslrootcert, sslcert or sslkey), cannot be read: ${whyUnreadable(error)}.`;
  return new CostingError('INVALID_CONFIGURATION', message, { exitCode: 2 });
}

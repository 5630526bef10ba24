import { CostingError } from '#platform';

const OLDEST_MAJOR = 16;

/**
 * Refuses a server that is too old for the statements used here. `version` as in `SHOW server_version` (`15.18 (Debian
 * …)`), `versionNumber` as in `SHOW server_version_num` (150018). Throws `CostingError` POSTGRES_TOO_OLD.
 */
export function requireSupportedVersion(version: string, versionNumber: number): void {
  if (versionNumber >= OLDEST_MAJOR * 10_000) return;
  throw new CostingError(
    'POSTGRES_TOO_OLD',
    `PostgreSQL ${version.split(' ')[0]} is too old: ${OLDEST_MAJOR} or newer is needed ` +
      `(the embedded server is 18). Upgrade that server, or leave DATABASE_URL out to use the embedded one.`,
  );
}

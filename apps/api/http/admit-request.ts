import type { Request } from 'express';
import { CostingError } from '#platform';

const OWN_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Refuses what a web page of somebody else's sends from a browser on this machine: as long as there are no keys, being
 * local is all that entitles a caller. A foreign name in `Host` is a page whose name was bound to 127.0.0.1; a foreign
 * `Origin` a page that posts across.
 */
export function refuseForeign({ headers }: Request): void {
  const { host = '', origin } = headers;
  if (OWN_HOSTS.test(host) && (origin === undefined || origin === `http://${host}`)) return;
  const from = OWN_HOSTS.test(host) ? `the origin ${origin}` : `the host name ${JSON.stringify(host)}`;
  const message = `Without keys this API answers programs of its own machine only, not ${from}.`;
  throw new CostingError('FOREIGN_ORIGIN', message, { httpStatus: 403 });
}

/** Whether a body follows, or may. */
export const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

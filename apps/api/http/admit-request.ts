import type { Request } from 'express';
import { CostingError } from '#platform';
import { isLoopback } from '../access/open-access.js';

/** Sent by a proxy for a client of its own, which is then not a program of this machine. */
const PROXY_HEADERS = /^(forwarded|via|x-forwarded(-.*)?|x-real-ip|x-client-ip|x-original-.*)$/;
/** Requests of pages of the API itself, and those that a person makes by typing an address. */
const OWN_SITES: readonly unknown[] = [undefined, 'same-origin', 'none'];

/**
 * Refuses what does not come from a program of this machine: as long as there are no keys, being local is all that entitles
 * a caller. A foreign name in `Host` is a page whose name was bound to a loopback address, a foreign `Origin` or
 * `Sec-Fetch-Site` another page in a browser of this machine, and headers of a proxy are some other machine behind it.
 */
export function refuseForeign({ headers }: Request): void {
  const { host = '', origin } = headers;
  if (!isOwnHost(host)) throw foreign(`the host name ${JSON.stringify(host)}`);
  if (origin !== undefined && origin !== `http://${host}`) throw foreign(`the origin ${JSON.stringify(origin)}`);
  const site = headers['sec-fetch-site'];
  if (!OWN_SITES.includes(site)) throw foreign(`a page of another site (Sec-Fetch-Site: ${String(site)})`);
  const proxied = Object.keys(headers).find((name) => PROXY_HEADERS.test(name));
  if (proxied !== undefined) throw foreign(`clients of a proxy (it sent the header '${proxied}')`);
}

function isOwnHost(host: string): boolean {
  const { 1: name, 2: address6 } = /^([^:[\]]+|\[([^\]]*)\])(:\d+)?$/.exec(host) ?? [];
  return name !== undefined && isLoopback(address6 ?? name);
}

const foreign = (from: string): CostingError =>
  new CostingError('FOREIGN_ORIGIN', `Without keys this API answers programs of its own machine only, not ${from}.`, {
    httpStatus: 403,
  });

/** Whether a body follows, or may. */
export const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

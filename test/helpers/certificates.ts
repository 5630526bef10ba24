import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files (PEM) of an authority of a test's own and of a server whose certificate it signed. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes them in `folder` with openssl, for a day and the server at `address`, which may also be called localhost; the key is `user`'s. */
export function makeCertificates(folder: string, address: string, user: { uid: number; gid: number }): Certificates {
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '1', '-subj', '/CN=Test authority');
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=Test server');
  writeFileSync(path('names'), `subjectAltName = IP:${address}, DNS:localhost\n`);
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names', '-days', '1'];
  openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...signed);
  chmodSync(path('server.key'), 0o600);
  chownSync(path('server.key'), user.uid, user.gid);
  return { authority: path('ca.pem'), certificate: path('server.pem'), key: path('server.key') };
}

import { BlockList, isIP } from 'node:net';
import { type Config, CostingError, type Log } from '#platform';
import { KeyRing } from './key-ring.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * The keys of API_KEYS_FILE; null without, which only a loopback address may be. A file that is named is obeyed also when
 * it holds no key: taking the last one back must not open the API. Throws `CostingError` with what to do.
 */
export function openAccess({ keysFile, host }: Config['api'], log: Log): KeyRing | null {
  if (keysFile !== null) return new KeyRing(keysFile, log);
  if (!isLoopback(host)) {
    throw new CostingError(
      'KEYS_REQUIRED',
      `HOST=${host} lets other machines call the API, and there are no keys: make one with ` +
        '`keys add NAME --role admin` and let API_KEYS_FILE name its file, or leave HOST out.',
      { exitCode: 2 },
    );
  }
  log.warn('WITHOUT KEYS: every program of this machine may do everything. API_KEYS_FILE and `keys add` change that.');
  return null;
}

/** Whether a host, by name or address, is this machine for itself. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  return version === 0 ? host.toLowerCase() === 'localhost' : LOOPBACK.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

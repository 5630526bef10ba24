import { timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { type ApiKey, hashKey, type Log, readKeyFile } from '#platform';

/** A change of the file is obeyed no later than this, revoked keys included. */
const LOOK_EVERY_MS = 500;

interface HashedKey extends ApiKey {
  readonly hash: Buffer;
}

export interface KeyRingState {
  /** false: the file has changed and cannot be used; the keys from before are in force. */
  readonly isReadable: boolean;
  /** Of the contents that are in force, see `KeyFile`. */
  readonly digest: string;
}

/**
 * The keys of API_KEYS_FILE, read anew when the file is another one. When it cannot be read the keys from before stay
 * in force, which is said in the log: a mistake in the file neither opens the API nor shuts everybody out.
 */
export class KeyRing {
  private keys: readonly HashedKey[] = [];
  private version = '';
  private digest = '';
  private isReadable = true;
  private lookedAt: number;

  /** Throws `CostingError` API_KEYS_UNREADABLE. */
  constructor(
    private readonly path: string,
    private readonly log: Log,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.version = versionOf(path);
    this.read();
    this.lookedAt = clock();
    if (this.keys.length === 0) log.warn(`${path} holds no key: every request is refused until \`keys add\` makes one`);
  }

  /** The key that is in force now; null: unknown, revoked or expired. Every key is compared, each in constant time. */
  find(key: string): ApiKey | null {
    this.look();
    const hash = Buffer.from(hashKey(key), 'hex');
    let found: ApiKey | null = null;
    for (const candidate of this.keys) if (timingSafeEqual(candidate.hash, hash)) found = candidate;
    return found !== null && found.expiresAt !== null && Date.parse(found.expiresAt) <= Date.now() ? null : found;
  }

  /** Whether the file as it is now is in force, and which contents are. */
  state(): KeyRingState {
    this.look();
    return { isReadable: this.isReadable, digest: this.digest };
  }

  private read(): void {
    const { keys, digest } = readKeyFile(this.path);
    this.keys = keys.map((key) => ({ ...key, hash: Buffer.from(key.sha256, 'hex') }));
    this.digest = digest;
  }

  private look(): void {
    const now = this.clock();
    if (now - this.lookedAt < LOOK_EVERY_MS) return;
    this.lookedAt = now;
    const version = versionOf(this.path);
    if (version === this.version) return;
    this.version = version;
    try {
      this.read();
      this.isReadable = true;
      this.log.info(`${this.keys.length} keys are in force: ${this.path} has changed`);
    } catch (error) {
      this.isReadable = false;
      this.log.error(`${(error as Error).message} The keys from before stay in force, revoked ones included.`);
    }
  }
}

/** A file that was replaced is another inode; one that was edited in place has another time or size. */
function versionOf(path: string): string {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  return facts ? `${facts.dev} ${facts.ino} ${facts.mtimeNs} ${facts.ctimeNs} ${facts.size}` : 'none';
}

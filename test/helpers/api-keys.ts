import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiKey, hashKey, newKey, type Role, ROLES, writeKeyFile } from '#platform';

/** A file of keys with one of each role, named after it. */
export class TestKeys {
  private readonly folder = mkdtempSync(join(tmpdir(), 'costing-keys-'));
  readonly path = join(this.folder, 'keys.json');
  /** The keys that may be sent, by name. */
  readonly sent: Record<string, string> = {};
  private entries: ApiKey[] = [];

  static async ofEveryRole(): Promise<TestKeys> {
    const keys = new TestKeys();
    for (const role of ROLES) await keys.add(role, role);
    return keys;
  }

  async add(name: string, role: Role, expiresAt: string | null = null): Promise<string> {
    const key = newKey();
    this.sent[name] = key;
    this.entries.push({ name, role, sha256: hashKey(key), createdAt: '2026-01-31T00:00:00Z', expiresAt });
    await writeKeyFile(this.path, this.entries);
    return key;
  }

  async revoke(name: string): Promise<void> {
    this.entries = this.entries.filter((entry) => entry.name !== name);
    await writeKeyFile(this.path, this.entries);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsFile, tunedSettings } from './settings.js';

const GB = 1024 ** 3;
const megabytes = (text: string | undefined): number => Number(/^(\d+)MB$/.exec(text ?? '')?.[1]);

describe('tunedSettings', () => {
  it('stays within the machine, whatever its size', () => {
    const size = (min: number, max: number) => fc.double({ min: min * GB, max: max * GB, noNaN: true });
    fc.assert(
      fc.property(size(1, 4096), size(4, 100_000), (memoryBytes, diskBytes) => {
        const settings = tunedSettings({ memoryBytes, diskBytes, sharedMemoryBytes: null });
        const memory = memoryBytes / 1024 ** 2;
        expect(megabytes(settings['shared_buffers'])).toBeGreaterThanOrEqual(128);
        expect(megabytes(settings['shared_buffers'])).toBeLessThanOrEqual(Math.min(4096, memory / 4 + 1));
        // Two lanes with a key build each, beside the cache.
        const lanes = 2 * megabytes(settings['maintenance_work_mem']);
        expect(megabytes(settings['shared_buffers']) + lanes).toBeLessThanOrEqual(memory / 2);
        expect(megabytes(settings['max_wal_size'])).toBeLessThanOrEqual(4096);
      }),
    );
  });

  it('never trades durability', () => {
    expect(tunedSettings({ memoryBytes: GB, diskBytes: GB, sharedMemoryBytes: null })).toMatchObject({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      listen_addresses: "''",
    });
  });

  it('leaves a small /dev/shm alone', () => {
    const type = (sharedMemoryBytes: number | null) =>
      tunedSettings({ memoryBytes: GB, diskBytes: GB, sharedMemoryBytes })['dynamic_shared_memory_type'];
    expect([type(64 * 1024 ** 2), type(12 * GB), type(null)]).toEqual(['sysv', 'posix', 'posix']);
  });

  it('becomes a file of settings', () => {
    expect(settingsFile({ jit: 'off', port: '5432' })).toMatch(/^# .*\njit = off\nport = 5432\n$/);
  });
});

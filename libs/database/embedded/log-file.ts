import { copyFile, open, stat, truncate } from 'node:fs/promises';

const LOG_MAX_BYTES = 10 * 1024 ** 2;

/** A file that several processes append to, and what it held before. */
export interface LogFile {
  readonly descriptor: number;
  /** What was appended since it was opened. */
  tail(): Promise<string>;
  close(): Promise<void>;
}

export async function openLog(path: string): Promise<LogFile> {
  await boundLog(path);
  const handle = await open(path, 'a+', 0o600);
  const { size: start } = await handle.stat();
  return {
    descriptor: handle.fd,
    tail: async () => {
      const { size } = await handle.stat();
      const length = Math.max(0, Math.min(size - start, 64 * 1024));
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.toString('utf8', 0, bytesRead);
    },
    close: () => handle.close(),
  };
}

/** Keeps the last `LOG_MAX_BYTES` or more in two files. The server goes on writing to the emptied one: it appends. */
export async function boundLog(path: string, maxBytes = LOG_MAX_BYTES): Promise<void> {
  const size = await stat(path).then(
    (facts) => facts.size,
    () => 0,
  );
  if (size <= maxBytes) return;
  await copyFile(path, `${path}.1`);
  await truncate(path);
}

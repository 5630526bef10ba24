import { readFileSync } from 'node:fs';
import type { Client } from '#database';

/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** CPU seconds so far of a process's main thread, or of the whole process; 0 when it is gone. */
export function cpuSeconds(pid: number, of: 'main thread' | 'process'): number {
  try {
    const file = of === 'process' ? `/proc/${pid}/stat` : `/proc/${pid}/task/${pid}/stat`;
    const stat = readFileSync(file, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** Server processes behind the sessions by which workers read and write the ledger. */
export async function ledgerBackends(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'costing-worker %'`,
  );
  return rows.map(({ pid }) => pid);
}

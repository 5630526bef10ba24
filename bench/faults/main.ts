import { parseArgs } from 'node:util';
import { runStorm } from '../histories/change-storm.js';
import { runCampaign, runZombies } from './campaign.js';
import { FAULT_NAMES, type FaultName } from './fault-kinds.js';

const CHANGES = 1_000_000;

/**
 * `npm run faults -- --seed S --rounds N [--from N] [--variants V] [--longest SECONDS] [--embedded SHARE] [--without-nats]`: plays a system of several
 * workers and apis, PostgreSQL and NATS, breaks parts of it at moments that the seed decides, and checks after each
 * round that every cost is right and nothing is left over. Exit 0 only if every round was exact. `--zombies N` instead:
 * N workers that stand still for three leases and then go on. `--changes [N] [--writers W]` instead: so many changes of
 * single variants (a million) by so many writers (32) at once, while a worker that watches is killed again and again; at
 * rest each change must have been processed once and every cost be right. Ctrl-C leaves nothing running.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '10' },
      from: { type: 'string', default: '1' },
      variants: { type: 'string', default: '200000' },
      only: { type: 'string', default: '' },
      longest: { type: 'string', default: '50' },
      zombies: { type: 'string' },
      changes: { type: 'boolean', default: false },
      writers: { type: 'string', default: '32' },
      embedded: { type: 'string', default: '0.1' },
      'without-nats': { type: 'boolean', default: false },
    },
  });
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort(new Error('stopped')));
  // Servers and programs are waited for by what holds no process alive.
  const alive = setInterval(() => undefined, 60_000);
  process.stdout.write(`seed ${values.seed}\n`);
  const options = {
    seed: Number(values.seed),
    rounds: Number(values.rounds),
    from: Number(values.from),
    variants: Number(values.variants),
    only: parseKinds(values.only),
    longestSeconds: Number(values.longest),
    embeddedShare: Number(values.embedded),
    useNats: !values['without-nats'],
    signal: stop.signal,
    print: (line: string) => void process.stdout.write(`${line}\n`),
  };
  const { zombies, changes } = values;
  if (positionals.length > (changes ? 1 : 0)) throw new Error(`${positionals.join(' ')}: not understood`);
  const storm = { ...options, changes: Number(positionals[0] ?? CHANGES), writers: Number(values.writers) };
  const running = changes
    ? runStorm(storm)
    : zombies === undefined
      ? runCampaign(options)
      : runZombies(options, Number(zombies));
  const isExact = await running.finally(() => clearInterval(alive));
  return isExact ? 0 : 1;
}

/** `worker killed,postgres crashed` */
function parseKinds(text: string): FaultName[] {
  const names = text.split(',').map((name) => name.trim()).filter(Boolean); // prettier-ignore
  const unknown = names.filter((name) => !FAULT_NAMES.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`no fault is called ${unknown.join(', ')}; known: ${FAULT_NAMES.join(', ')}`);
  return names as FaultName[];
}

// Until it is known to have succeeded it has failed.
process.exitCode = 1;
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);

import { performance } from 'node:perf_hooks';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
/** Without a terminal a line each time: a log that grows by a few lines a minute. */
const LINE_MS = 5_000;

/** Where progress is drawn: standard error, or a test's own. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows how far a long command is. `note` is what else is worth knowing, such as `12 failed`. */
export interface Progress {
  update(done: number, note?: string): void;
  /** The last word, written whatever was shown before. */
  end(done: number, note?: string): void;
}

/**
 * Progress on standard error: a bar that is redrawn in place on a terminal, plain lines elsewhere. `total` is the
 * number of things expected, or a function that estimates it anew each time; the real number may differ.
 */
export function createProgress(
  label: string,
  total: number | (() => number),
  output: ProgressOutput = process.stderr,
  clock: () => number = () => performance.now(),
): Progress {
  const started = clock();
  const interval = output.isTTY ? REDRAW_MS : LINE_MS;
  let shownAt = output.isTTY ? -Infinity : started;
  const expected = typeof total === 'number' ? () => total : total;
  const text = (done: number, note: string, ended: boolean): string => {
    const whole = expected();
    const seconds = (clock() - started) / 1000;
    const rate = seconds > 0 ? done / seconds : 0;
    const time = ended
      ? `in ${formatDuration(seconds)}`
      : rate > 0
        ? `${formatDuration(Math.max(0, whole - done) / rate)} left`
        : '';
    const share = Math.min(1, whole > 0 ? done / whole : 1);
    const parts = [
      `${label}:`,
      output.isTTY && !ended ? bar(share) : '',
      `${Math.floor(share * 100)} %`,
      `${count(done)} of ${count(Math.max(whole, done))}`,
      `${count(rate)}/s`,
      time,
      note,
    ];
    return parts.filter((part) => part !== '').join('  ');
  };
  const show = (line: string, ended: boolean): void => {
    if (!output.isTTY) output.write(`${line}\n`);
    else output.write(`\r\u001b[K${line.slice(0, Math.max(20, (output.columns || 80) - 1))}${ended ? '\n' : ''}`);
  };
  return {
    update(done, note = '') {
      if (clock() - shownAt < interval) return;
      shownAt = clock();
      show(text(done, note, false), false);
    },
    end: (done, note = '') => show(text(done, note, true), true),
  };
}

function bar(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

const count = (value: number): string => Math.round(value).toLocaleString('en');

/** Seconds as people say them: `9.4 s`, `2 min 05 s`, `1 h 02 min` */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return minutes < 60
    ? `${minutes} min ${two(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

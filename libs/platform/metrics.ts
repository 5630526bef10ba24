import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** A scrape within this time of the last one gets its text again: replicas of Prometheus cost nothing more. */
const CACHED_MS = 5_000;
/** Gauges whose names end like those of counters, which Prometheus' linter refuses; they say nothing that others do not. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Makes gauges current before a scrape; must not throw. */
export type Collector = () => Promise<void> | void;

let processRegistry: Registry | null = null;

/** Figures of Node and the process: event loop, garbage collection, memory, processor time. One set for a process. */
function figuresOfProcess(): Registry {
  if (processRegistry) return processRegistry;
  processRegistry = new Registry();
  collectDefaultMetrics({ register: processRegistry });
  for (const name of MISNAMED) processRegistry.removeSingleMetric(name);
  return processRegistry;
}

/**
 * The figures of one program, as Prometheus reads them. Parts of the program add metrics to `registry`, and collectors
 * for what is read only when somebody asks.
 */
export class Metrics {
  readonly registry = new Registry();
  /** Media type of `text`. */
  readonly contentType = this.registry.contentType;
  private readonly collectors: Collector[] = [];
  private rendering: { readonly text: Promise<string>; readonly at: number } | null = null;

  constructor(program: 'api' | 'worker', version: string) {
    const build = new Gauge({
      name: 'costing_build_info',
      help: 'Version of the program; the value is always 1.',
      labelNames: ['program', 'version'],
      registers: [this.registry],
    });
    build.set({ program, version }, 1);
  }

  /** Runs `collector` before each text that is not served from the cache. */
  onScrape(collector: Collector): void {
    this.collectors.push(collector);
  }

  /** All metrics in the text format 0.0.4, at most five seconds old. Calls that come while one is made share it. */
  text(): Promise<string> {
    const now = performance.now();
    if (this.rendering === null || now - this.rendering.at > CACHED_MS) {
      const text = this.render();
      this.rendering = { text, at: now };
      text.catch(() => (this.rendering = null));
    }
    return this.rendering.text;
  }

  private async render(): Promise<string> {
    await Promise.all(this.collectors.map(async (collect) => collect()));
    return Registry.merge([figuresOfProcess(), this.registry]).metrics();
  }
}

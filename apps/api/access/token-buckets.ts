/** So that nobody fills the memory with addresses: the oldest is forgotten, as if it had been quiet. */
const SOURCES_MAX = 10_000;
/** A source that was quiet may come with so many seconds' worth at once. */
const BURST_SECONDS = 2;

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket for each source: `perSecond` requests on average, twice as many at once. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  /** `clock` gives milliseconds. */
  constructor(
    private readonly perSecond: number,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** 0: it may go on. Otherwise the seconds after which a request of this source may. */
  take(source: string): number {
    const now = this.clock();
    const burst = this.perSecond * BURST_SECONDS;
    let bucket = this.buckets.get(source);
    if (!bucket) {
      const [oldest] = this.buckets.size < SOURCES_MAX ? [] : this.buckets.keys();
      if (oldest !== undefined) this.buckets.delete(oldest);
      this.buckets.set(source, (bucket = { tokens: burst, at: now }));
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * this.perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.perSecond;
    bucket.tokens -= 1;
    return 0;
  }
}

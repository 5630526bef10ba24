import type { Response } from 'express';
import { CostingError } from '#platform';
import { TokenBuckets } from './token-buckets.js';

/** Wrong keys of one address: a program with an old key goes on; whoever tries keys gets nowhere. */
const FAILURES_PER_SECOND = 5;

/** How many requests may come from where: 429 with `Retry-After` above. */
export class RateLimits {
  private readonly requests: TokenBuckets | null;
  private readonly failures: TokenBuckets | null;

  /** `requestsPerSecond` 0: any number, of wrong keys too. */
  constructor(requestsPerSecond: number) {
    this.requests = requestsPerSecond === 0 ? null : new TokenBuckets(requestsPerSecond);
    this.failures = this.requests && new TokenBuckets(FAILURES_PER_SECOND);
  }

  /** One more request with the key `name`. */
  take(response: Response, name: string): void {
    if (this.requests) refuseAfter(response, this.requests.take(`key ${name}`));
  }

  /** One more request without a key. */
  takeAnonymous(response: Response, address: string): void {
    if (this.requests) refuseAfter(response, this.requests.take(networkOf(address)));
  }

  /** One more wrong key from `address`. */
  takeFailure(response: Response, address: string): void {
    if (this.failures) refuseAfter(response, this.failures.take(networkOf(address)));
  }
}

function refuseAfter(response: Response, waitSeconds: number): void {
  if (waitSeconds === 0) return;
  const seconds = Math.ceil(waitSeconds);
  response.setHeader('Retry-After', seconds);
  throw new CostingError('TOO_MANY_REQUESTS', `Too many requests. Go on in ${seconds} s.`, { httpStatus: 429 });
}

/** Of an IPv6 address the network, of which one machine has all addresses; everything else as it is. */
export function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  if (!address.includes(':') || address.includes('.')) return address;
  const [first, last] = [head === '' ? [] : head.split(':'), tail?.split(':') ?? []];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}

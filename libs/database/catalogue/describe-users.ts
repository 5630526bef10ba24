import type { EntryUser, EntryUsers } from '../sql/catalogue-users.js';

const TITLES: Readonly<Record<EntryUser['part'], string>> = {
  parameters: 'parameter',
  price_rates: 'price rate',
  routings: 'routing',
  master_yarns: 'master yarn',
  variants: 'variant',
};
const SHOWN_MAX = 5;

/** `routing RING, variant 4711 and 12 more`. */
export function describeUsers({ users, count, isComplete }: EntryUsers): string {
  const shown = users.slice(0, SHOWN_MAX);
  const names = shown.map(({ part, key }) => `${TITLES[part]} ${key}`).join(', ');
  const more = count - shown.length;
  if (more === 0) return names;
  return `${names} and ${isComplete ? more : `at least ${more}`} more`;
}

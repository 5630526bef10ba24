import type { WarningList } from '#platform';
import type { CatalogueDraft } from './catalogue-draft.js';
import type { StoredCatalogue } from './stored-catalogue.js';

/** Makes the items that rates name and that are not there, and warns of those that are almost the same as others. */
export function createItems(draft: CatalogueDraft, stored: StoredCatalogue, warnings: WarningList): void {
  const known = new Set([...stored.items.keys(), ...draft.items.map(({ code }) => code)]);
  const byFolded = new Map([...known].map((code) => [folded(code), code]));
  for (const { subject, place } of draft.priceRates) {
    const { code } = subject;
    if (subject.type !== 'item' || code === '' || known.has(code)) continue;
    known.add(code);
    draft.items.push({ place: place.at('item'), code, name: null, unit: null });
    const other = byFolded.get(folded(code));
    if (other === undefined) byFolded.set(folded(code), code);
    else {
      const example = `${place.at('item').toString()}: ${JSON.stringify(code)} beside ${JSON.stringify(other)}`;
      warnings.add('ALMOST_THE_SAME_ITEM', ALMOST_SAME, example);
    }
  }
}

const ALMOST_SAME = 'new items differ from others by capitals, spaces or leading zeros alone: are they the same?';

const folded = (code: string): string =>
  code
    .toLowerCase()
    .replace(/^0+/, '')
    .replace(/[\s_-]+/g, '');

import { type SuggestionBudget, suggestName } from '#costing';

/** `; did you mean 'cotton_kg'?` when one of the names is close to what was written, else ''. */
export function suggest(written: string, names: Iterable<string>, budget?: SuggestionBudget): string {
  const meant = suggestName(written, names, budget);
  return meant === undefined || meant === written ? '' : `; did you mean '${meant}'?`;
}

/** What each resource is, by the first part of its controllers' path. */
export const TAGS: Readonly<Record<string, string>> = {
  audit: 'Who changed what.',
  changes: 'What has changed in the catalogue, and what that touches.',
  'cost-summaries': 'What each variant costs.',
  formulas: 'Tries formulas.',
  health: 'For those who keep the process running.',
  items: 'What is bought: yarns, dyes, chemicals. Each has prices with dates.',
  jobs: 'Recalculations: how far they are, what they changed, and what readers see of them.',
  'master-yarns': 'Yarns, with the values that variants of theirs inherit.',
  parameters: 'Names that formulas use, with what they stand for by default.',
  'price-rates': 'What a parameter or an item costs from a day on.',
  processes: 'Departments or machines that steps belong to.',
  recalculate: 'Starts recalculations.',
  routings: 'How a product is made and costed: steps with formulas.',
  stats: 'The mill in numbers.',
  variants: 'What is sold: a yarn on a routing, with values of its own.',
  workers: 'Who computes.',
};

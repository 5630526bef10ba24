/** What each resource is, by the first part of its controllers' path. */
export const TAGS: Readonly<Record<string, string>> = {
  audit: 'Who changed what.',
  changes: 'What has changed in the catalogue, and what that touches.',
  'cost-summaries': 'What each variant costs.',
  health: 'For those who keep the process running.',
  jobs: 'Recalculations: how far they are, what they changed, and what readers see of them.',
  recalculate: 'Starts recalculations.',
  stats: 'The mill in numbers.',
  workers: 'Who computes.',
};

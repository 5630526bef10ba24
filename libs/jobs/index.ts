export * from './create-job.js';
export * from './drop-generations.js';
export * from './end-job.js';
export { finishJob, releaseRefusal } from './finish-job.js';
export * from './leases.js';
export * from './job-document.js';
export { replaceInterruptedJob } from './interrupted-job.js';
export { runJob } from './run-job.js';

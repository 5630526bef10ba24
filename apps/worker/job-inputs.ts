import {
  type ClaimedTask,
  type Client,
  markJobRunning,
  readDeltaInputs,
  readJobOrigin,
  readJobSnapshot,
  readReleasedGeneration,
} from '#database';
import type { JobInputs } from './lane-messages.js';

/** What a claimed task's job computes with; the job runs from now on. The yarns' bytes are shared by all lanes. */
export async function readInputs(client: Client, task: ClaimedTask): Promise<JobInputs> {
  const inputs = await readJobSnapshot(client, task.jobNo);
  if (!inputs) throw new Error(`job ${task.jobNo} has no snapshot`);
  const yarnParameters = new SharedArrayBuffer(inputs.yarnParameters.packed.byteLength);
  new Uint8Array(yarnParameters).set(inputs.yarnParameters.packed);
  const { generation } = await readReleasedGeneration(client);
  const delta = await readDeltaInputs(client, task.jobId);
  const origin = await readJobOrigin(client, task.jobId);
  await markJobRunning(client, task.jobId);
  const { snapshot } = inputs;
  return { jobId: task.jobId, origin, snapshot, yarnParameters, previousGeneration: generation, delta };
}

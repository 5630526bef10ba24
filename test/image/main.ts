import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { makeBaseImage } from './base-image.js';
import { buildImage } from './build-image.js';
import { Buildah } from './buildah.js';
import { tryImage } from './try-image.js';

/**
 * `npm run image -- [--base IMAGE]`: builds the Dockerfile with buildah and runs each command of the image, as its user, on a
 * PostgreSQL and a NATS of its own. `--base` names an image that has Node; without it one is made with debootstrap, so that
 * no image registry is needed. Exit 0 only if every step was right. Leaves nothing behind.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { base: { type: 'string' } } });
  const folder = await mkdtemp(join(tmpdir(), 'costing-image-'));
  const began = performance.now();
  const print = (line: string): void =>
    void process.stdout.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
  const buildah = await Buildah.below(folder);
  try {
    const base = values.base ?? (await makeBaseImage(buildah, folder));
    print(`base ${base}: ${await sizeOf(buildah, base)}`);
    const image = await buildImage(buildah, base);
    print(`image ${image}: ${await sizeOf(buildah, image)}`);
    await tryImage(buildah, image, folder, print);
    print('every command of the image is right');
  } finally {
    await buildah.do('rm', '--all').catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function sizeOf(buildah: Buildah, image: string): Promise<string> {
  return buildah.do('images', '--format', '{{.Size}}', image);
}

main().catch((error: unknown) => {
  const { stderr = '' } = error as { stderr?: string };
  process.stderr.write(`${stderr.slice(-4_000)}\n${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});

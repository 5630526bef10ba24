import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PROJECT_ROOT } from '#platform';
import { type Buildah } from './buildah.js';

/** What the Dockerfile builds on `base`; gives the image's name. npm's settings and cache are this user's. */
export async function buildImage(buildah: Buildah, base: string): Promise<string> {
  const setting = (name: string): string => execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();
  const [settings, cache] = [setting('userconfig'), setting('cache')];
  const name = 'localhost/textile-costing';
  await buildah.do(
    ...['bud', '--format', 'docker', '--tag', name, '--build-arg', `BASE_IMAGE=${base}`],
    ...(existsSync(settings) ? ['--secret', `id=npmrc,src=${settings}`] : []),
    ...(existsSync(cache) ? ['--volume', `${cache}:/root/.npm`] : []),
    PROJECT_ROOT,
  );
  return name;
}

import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Buildah, builder } from './buildah.js';

const run = promisify(execFile);
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const NAME = 'localhost/costing-base';

/**
 * A base image for machines that reach no image registry: Debian's smallest system from the package mirror that apt uses,
 * with this machine's Node, npm and certificates. Takes about a minute; gives the image's name.
 */
export async function makeBaseImage(buildah: Buildah, folder: string): Promise<string> {
  const debootstrap = await builder('debootstrap');
  const root = join(folder, 'rootfs');
  const { mirror, release } = await packageMirror();
  const packages = '--include=libstdc++6,ca-certificates';
  await run(debootstrap, ['--variant=minbase', packages, release, root, mirror], { maxBuffer: 1 << 26 });
  for (const cache of ['var/cache/apt', 'var/lib/apt/lists']) await rm(join(root, cache), { recursive: true });
  await addNode(join(root, 'usr', 'local'));
  // The machine's own: a registry of one's own may have a certificate of one's own.
  await cp(CERTIFICATES, join(root, CERTIFICATES));
  const file = join(folder, 'Dockerfile');
  await writeFile(file, 'FROM scratch\nADD rootfs /\nENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n');
  await buildah.do('bud', '--format', 'docker', '--tag', NAME, '--file', file, folder);
  await rm(root, { recursive: true });
  return NAME;
}

/** Where this machine's Debian comes from, and what its release is called. */
async function packageMirror(): Promise<{ mirror: string; release: string }> {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? '';
  const format = '$(REPO_URI) $(CODENAME) $(COMPONENT)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  for (const line of stdout.split('\n')) {
    const [mirror = '', codename, component] = line.split(' ');
    if (codename === release && component === 'main') return { mirror, release };
  }
  throw new Error(`apt names no mirror of ${release || 'this system'}: give a base that has Node by --base.`);
}

async function addNode(prefix: string): Promise<void> {
  const npm = dirname(dirname(await realpath(join(dirname(process.execPath), 'npm'))));
  await cp(process.execPath, join(prefix, 'bin', 'node'));
  await mkdir(join(prefix, 'lib', 'node_modules'), { recursive: true });
  await cp(npm, join(prefix, 'lib', 'node_modules', 'npm'), { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(prefix, 'bin', 'npm'));
  await mkdir(join(prefix, 'etc'), { recursive: true });
  await writeFile(join(prefix, 'etc', 'npmrc'), `cafile=${CERTIFICATES}\n`);
}

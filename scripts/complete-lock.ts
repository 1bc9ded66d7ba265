import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Adds to package-lock.json the optional packages of other platforms that a registry mirror does not offer.
 * npm leaves them out when it writes the lockfile there, and `npm ci` then refuses it as incomplete. Each
 * entry says its system and processor, so that it is skipped elsewhere. Run it after `npm install`
 * (`npm run lock`); it changes nothing when nothing is missing.
 */
interface Package {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const systems = [
  'android',
  'darwin',
  'linux',
  'win32',
  'freebsd',
  'openharmony',
  'aix',
  'netbsd',
  'openbsd',
  'sunos',
];
const processors = [
  'arm64',
  'x64',
  'ia32',
  'arm',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
];
const libraries: Readonly<Record<string, string>> = {
  musl: 'musl',
  musleabihf: 'musl',
  gnu: 'glibc',
  gnueabihf: 'glibc',
};

const file = join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Package> };
const missing: Record<string, unknown> = {};

for (const [path, { dev, optionalDependencies }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] ?? lock.packages[`${path}/node_modules/${name}`]) continue;
    const words = name.split(/[/-]/);
    const named = (known: readonly string[]): string[] => words.filter((word) => known.includes(word));
    const libc = words.flatMap((word) => libraries[word] ?? []);
    missing[`node_modules/${name}`] = {
      version: version.replace(/^[\^~]/, ''),
      ...(named(processors).length === 0 ? {} : { cpu: named(processors) }),
      ...(dev === true ? { dev } : {}),
      ...(libc.length === 0 ? {} : { libc }),
      optional: true,
      ...(named(systems).length === 0 ? {} : { os: named(systems) }),
    };
  }
}

if (Object.keys(missing).length > 0) {
  const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(
    file,
    `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, undefined, 2)}\n`,
  );
}

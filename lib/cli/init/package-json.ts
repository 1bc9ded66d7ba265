import type { OwnPackage } from '../package.ts';

/** `package.json` of a stack: what the installed engine says that it needs. */
export interface StackPackage {
  readonly name: string;
  readonly engine: OwnPackage;
}

const scripts = {
  synth: 'cdk8s synth',
  lint: 'workstreams lint',
  golden: 'workstreams golden',
  test: 'tsc && workstreams lint && workstreams golden --check',
};

/** What npm writes where no test is named. */
const noTest = 'echo "Error: no test specified" && exit 1';

/** Why a present `package.json` cannot be that of a stack. */
export function packageRefusal(present: string): string | undefined {
  const own = objectIn(present);
  if (own === undefined) return 'package.json is not a JSON object: correct it, or move it away';
  const { type = 'module' } = own;
  return type === 'module'
    ? undefined
    : `package.json has "type": ${JSON.stringify(type)}, and main.ts is an ES module: write "type": "module"`;
}

/**
 * The text of `package.json`. What a present one says stays: only what it lacks is added.
 * @param present the text of the file that is there, which is not refused
 */
export function packageJson({ name, engine }: StackPackage, present?: string): string {
  const own = (present === undefined ? undefined : objectIn(present)) ?? { name, private: true };
  const versions = { ...engine.devDependencies, ...engine.peerDependencies };
  const of = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((one) => (versions[one] === undefined ? [] : [[one, versions[one]]])));
  const theirs = { ...mapAt(own, 'dependencies'), ...mapAt(own, 'devDependencies') };
  const missing = (wanted: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(wanted).filter(([one]) => !Object.hasOwn(theirs, one)));
  const { test, ...theirScripts } = mapAt(own, 'scripts');
  const merged = {
    ...own,
    type: 'module',
    scripts: {
      ...scripts,
      ...theirScripts,
      ...(test === undefined || test === noTest ? {} : { test }),
    },
    dependencies: sorted({
      ...mapAt(own, 'dependencies'),
      ...missing({ ...of(['cdk8s', 'constructs']), workstreams: engine.version }),
    }),
    devDependencies: sorted({
      ...mapAt(own, 'devDependencies'),
      ...missing(of(['@types/node', 'cdk8s-cli', 'tsx', 'typescript'])),
    }),
  };
  return `${JSON.stringify(merged, undefined, 2)}\n`;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function mapAt(value: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const map = value[key];
  return isObject(map) ? map : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

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

/**
 * The text of `package.json`. What a present one says stays: only what it lacks is added.
 * @param present the text of the file that is there
 * @throws Error where it is no JSON object, or is a package of CommonJS modules
 */
export function packageJson({ name, engine }: StackPackage, present?: string): string {
  const own = present === undefined ? { name, private: true } : objectIn(present);
  if (own['type'] !== undefined && own['type'] !== 'module') {
    throw new Error(
      `package.json has "type": ${JSON.stringify(own['type'])}: main.ts is an ES module; write "type": "module"`,
    );
  }
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

function objectIn(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isObject(value)) throw new Error('package.json is not a JSON object: correct it, or move it away');
  return value;
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

import { spawnSync } from 'node:child_process';

const tools = {
  java: {
    version: ['java', '-version'],
    accepts: (output: string) => Number(/version "(\d+)/.exec(output)?.[1] ?? 0) >= 17,
    missing: 'Java 17 or newer (Debian: openjdk-17-jre-headless)',
  },
  javac: {
    version: ['javac', '-version'],
    accepts: () => true,
    missing: 'a Java compiler (Debian: openjdk-17-jdk-headless)',
  },
  python3: { version: ['python3', '--version'], accepts: () => true, missing: 'Python (Debian: python3)' },
  go: { version: ['go', 'version'], accepts: () => true, missing: 'Go (Debian: golang)' },
  mvn: { version: ['mvn', '-v'], accepts: () => true, missing: 'Maven (Debian: maven)' },
};

export type Tool = keyof typeof tools;

/** What this machine lacks to run tests against a broker, as one sentence; undefined when it has it all. */
export function brokerAvailable(needed: Tool[] = ['java', 'mvn']): string | undefined {
  const missing = needed.filter((name) => !isInstalled(name)).map((name) => tools[name].missing);
  return missing.length === 0 ? undefined : `needs ${missing.join(', ')}`;
}

function isInstalled(name: Tool): boolean {
  const [command = name, ...args] = tools[name].version;
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return error === undefined && status === 0 && tools[name].accepts(`${stdout}${stderr}`);
}

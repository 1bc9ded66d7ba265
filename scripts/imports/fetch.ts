import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { ACCESS_OPERATOR, type GoCrds, KAFKA, MAVEN_DEPENDENCY_PLUGIN, STRIMZI } from './pins.ts';
import type { Schema } from './schema.ts';

/** A CustomResourceDefinition as its package publishes it, and the package it comes from. */
export interface PublishedCrd {
  readonly source: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: string;
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly storage: boolean;
    readonly schema: Schema;
  }[];
}

interface CrdYaml {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/**
 * Runs a program and gives its standard output.
 * @throws Error with the end of what the program said, when it fails or is not there.
 */
function run(command: string, args: readonly string[], need: string): string {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (done.error) throw new Error(`${need} needs \`${command}\` on the PATH: ${done.error.message}`);
  if (done.status !== 0) {
    const said = `${done.stdout}${done.stderr}`.trim().split('\n').slice(-20).join('\n');
    throw new Error(`${need}: \`${command} ${args[0] ?? ''}\` ended with ${done.status}\n${said}`);
  }
  return done.stdout;
}

/** Reads the CRD in `path`. */
function readCrd(path: string, source: string): PublishedCrd {
  const { spec } = parse(readFileSync(path, 'utf8')) as CrdYaml;
  return {
    source,
    group: spec.group,
    kind: spec.names.kind,
    plural: spec.names.plural,
    scope: spec.scope,
    versions: spec.versions.map(({ name, served, storage, schema }) => ({
      name,
      served,
      storage,
      schema: schema.openAPIV3Schema,
    })),
  };
}

/** Downloads a Go module into the module cache and gives its folder. */
export function goModule(module: string, version: string): string {
  const answer = run('go', ['mod', 'download', '-json', `${module}@${version}`], `${module}@${version}`);
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

/** The CRDs a Go module holds as files. */
export function goCrds(pin: GoCrds): PublishedCrd[] {
  const folder = join(goModule(pin.module, pin.version), pin.folder);
  return pin.files.map((file) => readCrd(join(folder, file), `${pin.module}@${pin.version}`));
}

/** The major version a `java` reports (`1.8.0` is 8), or undefined where it does not run. */
function javaVersion(java: string): number | undefined {
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const found = /version "(?:1\.)?(\d+)/.exec(stderr ?? '');
  return found ? Number(found[1]) : undefined;
}

/**
 * The first `java` that is new enough: JAVA_HOME, the PATH, then /usr/lib/jvm.
 * @throws Error that lists what was found.
 */
function findJava(atLeast: number, need: string): string {
  const home = process.env['JAVA_HOME'];
  let installed: string[] = [];
  try {
    installed = readdirSync('/usr/lib/jvm').sort();
  } catch {
    // no such folder on this system
  }
  const candidates = [
    ...(home ? [join(home, 'bin', 'java')] : []),
    'java',
    ...installed.map((name) => join('/usr/lib/jvm', name, 'bin', 'java')),
  ];
  const seen: string[] = [];
  for (const java of candidates) {
    const version = javaVersion(java);
    if (version !== undefined && version >= atLeast) return java;
    if (version !== undefined) seen.push(`${java} is ${version}`);
  }
  throw new Error(
    `${need} needs Java ${atLeast} or newer; found: ${seen.join(', ') || 'none'}. ` +
      `Install one, or point JAVA_HOME to it.`,
  );
}

/** Runs a goal of Maven's dependency plugin; a copy of the pom, so that its target/ is temporary too. */
function maven(
  goal: string,
  temporary: string,
  options: Readonly<Record<string, string>>,
  file: 'pom.xml' | 'kafka.pom.xml' = 'pom.xml',
): void {
  const pom = join(temporary, file);
  copyFileSync(join(import.meta.dirname, file), pom);
  const plugin = `org.apache.maven.plugins:maven-dependency-plugin:${MAVEN_DEPENDENCY_PLUGIN}:${goal}`;
  const properties = {
    'strimzi.version': STRIMZI.version,
    'access.version': ACCESS_OPERATOR.version,
    'kafka.version': KAFKA.version,
    ...options,
  };
  const flags = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  run('mvn', ['-q', '-B', '-f', pom, plugin, ...flags], file === 'pom.xml' ? 'Strimzi' : 'Kafka');
}

/** Strimzi's CRDs: the jars come from Maven Central, the generator in them writes the YAML. */
export function strimziCrds(temporary: string): PublishedCrd[] {
  const jars = join(temporary, 'jars');
  const unpacked = join(temporary, 'access');
  const crds = join(temporary, 'strimzi');
  const java = findJava(STRIMZI.java, "Strimzi's CRD generator");
  maven('copy-dependencies', temporary, { outputDirectory: jars });
  maven('unpack-dependencies', temporary, {
    outputDirectory: unpacked,
    includeGroupIds: ACCESS_OPERATOR.groupId,
    'mdep.unpack.includes': ACCESS_OPERATOR.file,
  });
  mkdirSync(crds);
  const outputs = Object.entries(STRIMZI.classes).map(([kind, name]) => ({
    name,
    file: join(crds, `${kind}.yaml`),
  }));
  const generator = ['-cp', join(jars, '*'), 'io.strimzi.crdgenerator.CrdGenerator'];
  const target = ['--target-kube', '1.16+', '--crd-api-version', 'v1', '--yaml'];
  const versions = ['--api-versions', STRIMZI.apiVersion, '--storage-version', STRIMZI.apiVersion];
  const wanted = outputs.map(({ name, file }) => `${name}=${file}`);
  run(java, [...generator, ...target, ...versions, ...wanted], 'Strimzi');
  return [
    ...outputs.map(({ file }) => readCrd(file, `${STRIMZI.artifact}@${STRIMZI.version}`)),
    readCrd(join(unpacked, ACCESS_OPERATOR.file), `${ACCESS_OPERATOR.artifact}@${ACCESS_OPERATOR.version}`),
  ];
}

/** What Kafka's own code says of each topic setting: one JSON object a line, as TopicSettings.java prints them. */
export function kafkaTopicSettings(temporary: string): string {
  const java = findJava(KAFKA.java, "Reading Kafka's settings");
  const jars = kafkaJars(temporary);
  return run(java, ['-cp', join(jars, '*'), join(import.meta.dirname, 'TopicSettings.java')], 'Kafka');
}

/** A class that Kafka's command line tools load, compiled for Java 11, which Kafka 3 runs on. */
export function kafkaToolClass(temporary: string, source: string): Buffer {
  const javac = findJava(KAFKA.java, 'Compiling for Kafka').replace(/java$/, 'javac');
  const options = ['--release', '11', '-g:none', '-cp', join(kafkaJars(temporary), '*'), '-d', temporary];
  run(javac, [...options, source], 'Kafka');
  return readFileSync(join(temporary, basename(source).replace(/\.java$/, '.class')));
}

function kafkaJars(temporary: string): string {
  const jars = join(temporary, 'kafka');
  if (!existsSync(jars))
    maven(
      'copy-dependencies',
      temporary,
      { outputDirectory: jars, includeScope: 'runtime' },
      'kafka.pom.xml',
    );
  return jars;
}

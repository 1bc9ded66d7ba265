import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { downloaded } from '../broker/download.ts';
import { freePorts, supervisor } from '../broker/process.ts';

const run = promisify(execFile);

const version = '3.0.9';
/** Later ones read the parent of the registry's pom, which is in no repository. */
const copy = 'org.apache.maven.plugins:maven-dependency-plugin:2.10:copy';

/** A running registry, in memory. */
export interface Apicurio {
  /** Its Confluent API. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Apicurio Registry from Maven, fetched once into `.cache/apicurio/<version>`. It runs on Java 17. */
async function registryFolder(): Promise<string> {
  return downloaded(`apicurio/${version}`, async (folder) => {
    const artifact = `io.apicurio:apicurio-registry-app:${version}:tar.gz:all`;
    await run('mvn', ['-q', '-B', copy, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]);
    const [archive = ''] = await readdir(folder);
    await run('tar', ['-xzf', join(folder, archive), '-C', folder]);
    await rm(join(folder, archive));
  });
}

/** Starts a registry that has nothing. */
export async function startApicurio(): Promise<Apicurio> {
  const jar = join(await registryFolder(), `apicurio-registry-app-${version}-runner.jar`);
  const folder = await mkdtemp(join(tmpdir(), 'workstreams-registry-'));
  const [port] = await freePorts(1);
  const java = [
    '-Xmx400m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    `-Dquarkus.http.port=${port}`,
    '-Dquarkus.http.host=127.0.0.1',
    `-Djava.io.tmpdir=${folder}`,
    '-jar',
    jar,
  ];
  const child = spawn('sh', ['-c', supervisor, 'sh', folder, 'java', ...java], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      log = (log + text).slice(-10_000);
    });
  }
  const exited = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    await exited;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  // Twenty times as long as it takes here.
  for (let tried = 0; tried < 1200; tried += 1) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/subjects`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return { url, stop };
    await sleep(100);
  }
  await stop();
  throw new Error(`the registry did not start:\n${log}`);
}

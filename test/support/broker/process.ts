import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brokerClassPath } from './class-path.ts';
import { downloaded } from './download.ts';

const run = promisify(execFile);

/** A running broker: its addresses and how to end it. */
export interface BrokerProcess {
  /** PLAINTEXT; whoever connects is the super user. `host:port` */
  adminBootstrap: string;
  /** SASL_PLAINTEXT with SCRAM-SHA-512; rights come from ACLs alone. `host:port` */
  clientsBootstrap: string;
  /** `controller.quorum.voters`: what a broker needs to join this one. */
  voters: string;
  /** What the broker logged so far, WARN and up. */
  log(): string;
  /** Kills the broker and starts it again, with its data and at its addresses. Does not wait until it answers. */
  restart(): void;
  /** Ends the broker and removes its data. */
  stop(): Promise<void>;
}

const logging = fileURLToPath(new URL('log4j2.properties', import.meta.url));

const clusterId = 'd29ya3N0cmVhbXMtdGVzdA';

/** The arguments of `java` before the class: small and quick to start, the process lives for one test file. */
async function plainJava(): Promise<string[]> {
  const jvm = ['-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];
  return [...jvm, `-Dlog4j2.configurationFile=${logging}`, '-cp', await brokerClassPath()];
}

/** The same, with the classes that a broker loads as one archive that is mapped (JEP 350): half the processor time. */
export async function javaArguments(): Promise<string[]> {
  return [`-XX:SharedArchiveFile=${join(await prepared(), 'classes.jsa')}`, ...(await plainJava())];
}

/** Made once, by a broker that starts and ends: `classes.jsa`, and `data`, the formatted folder of a first node. */
async function prepared(): Promise<string> {
  const jars = await brokerClassPath();
  return downloaded(`kafka-started/${basename(dirname(jars))}`, async (folder) => {
    const java = await plainJava();
    const file = join(folder, 'server.properties');
    const [controller, admin, clients] = await freePorts(3);
    await writeFile(file, propertiesText(settingsOf(folder, { controller, admin, clients })));
    await format(java, file);
    await cp(join(folder, 'data'), join(folder, 'formatted'), { recursive: true });
    const child = spawn(
      'java',
      [`-XX:ArchiveClassesAtExit=${join(folder, 'classes.jsa')}`, ...java, 'kafka.Kafka', file],
      {
        stdio: 'ignore',
      },
    );
    const exited = once(child, 'exit');
    await Promise.race([listening(Number(admin)), exited]);
    child.kill('SIGTERM');
    await exited;
    await rm(join(folder, 'data'), { recursive: true });
    await rename(join(folder, 'formatted'), join(folder, 'data'));
  });
}

async function format(java: readonly string[], file: string): Promise<void> {
  await run('java', [
    ...java,
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    clusterId,
    '--config',
    file,
  ]);
}

/** Until somebody listens there. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const found = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (found) return;
    await sleep(100);
  }
}

/**
 * Ends a program and removes its folder when standard input closes, so that neither outlives a test run that
 * was killed. $1 is the folder, the rest the command.
 */
export const supervisor = `
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & broker=$!
{ cat >/dev/null; kill -KILL $broker; wait; rm -rf "$folder"; } <&3 2>/dev/null &
wait $broker`;

/** The same, and each line of standard input kills the program and starts it again. It outlives a program that ends. */
const restarting = `
folder=$1; shift
start() { "$@" </dev/null & program=$!; }
start "$@"
while read -r line; do kill -KILL $program; wait $program; start "$@"; done 2>/dev/null
kill -KILL $program; wait; rm -rf "$folder"`;

/** A cluster that a broker joins, under an id of its own. */
export interface Joining {
  voters: string;
  /** From 2 on: the first node is 1. */
  id: number;
}

/**
 * Starts a node, broker and controller in one, or a broker that joins another node. `properties` override the
 * defaults.
 */
export async function startBrokerProcess(
  properties: Record<string, string> = {},
  joining?: Joining,
): Promise<BrokerProcess> {
  const java = await javaArguments();
  const folder = await mkdtemp(join(tmpdir(), 'workstreams-broker-'));
  const [controller, admin, clients] = await freePorts(3);
  const voters = joining?.voters ?? `1@127.0.0.1:${controller}`;
  const settings = {
    ...settingsOf(folder, { controller, admin, clients }, joining),
    ...properties,
  };
  const file = join(folder, 'server.properties');
  await writeFile(file, propertiesText(settings));
  if (joining === undefined)
    await cp(join(await prepared(), 'data'), join(folder, 'data'), { recursive: true });
  else await format(java, file);

  const child = spawn('sh', ['-c', restarting, 'sh', folder, 'java', ...java, 'kafka.Kafka', file], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (log += text));
  }
  return {
    adminBootstrap: `127.0.0.1:${admin}`,
    clientsBootstrap: `127.0.0.1:${clients}`,
    voters,
    log: () => log,
    restart() {
      child.stdin.write('restart\n');
    },
    async stop() {
      child.stdin.end();
      await exited;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Ports {
  readonly controller: number | undefined;
  readonly admin: number | undefined;
  readonly clients: number | undefined;
}

function settingsOf(
  folder: string,
  { controller, admin, clients }: Ports,
  joining?: Joining,
): Record<string, string> {
  const own = joining === undefined ? `CONTROLLER://127.0.0.1:${controller},` : '';
  return {
    'process.roles': joining === undefined ? 'broker,controller' : 'broker',
    'node.id': String(joining?.id ?? 1),
    'controller.quorum.voters': joining?.voters ?? `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'ADMIN',
    listeners: `${own}ADMIN://127.0.0.1:${admin},CLIENTS://127.0.0.1:${clients}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,ADMIN:PLAINTEXT,CLIENTS:SASL_PLAINTEXT',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'listener.name.clients.scram-sha-512.sasl.jaas.config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': 'User:ANONYMOUS',
    'log.dirs': join(folder, 'data'),
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'group.initial.rebalance.delay.ms': '0',
  };
}

const propertiesText = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

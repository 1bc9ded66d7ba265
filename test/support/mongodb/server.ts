import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { classPath } from '../broker/class-path.ts';

/**
 * A server in memory that speaks the protocol of MongoDB: mongo-java-server, for no registry that tests use has MongoDB itself. What
 * it answers to a find with a filter and an order is compared with nothing else.
 */
export interface MongodbServer {
  /** Without a database. */
  readonly uri: string;
  stop(): Promise<void>;
}

export async function startMongodb(): Promise<MongodbServer> {
  const jars = await classPath(join(import.meta.dirname, 'pom.xml'));
  const jvm = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', jars];
  const child = spawn('java', [...jvm, join(import.meta.dirname, 'Server.java')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const port = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => String(text).trim()),
    exited.then(() => {
      throw new Error(`the server ended: ${said}`);
    }),
  ]);
  return {
    uri: `mongodb://127.0.0.1:${port}`,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

import { execFile } from 'node:child_process';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { downloaded } from './download.ts';

const run = promisify(execFile);

/** The build of librdkafka that kcat gets when the system's is too old; Debian 13 has the same version. */
const wheel = 'confluent-kafka==2.8.0';

/**
 * The environment for kcat with librdkafka 2.6.1 or newer: older ones cannot log in by SCRAM to Kafka 4, see
 * https://github.com/edenhill/kcat/issues/462. An old system library is replaced by the one inside a Python
 * wheel.
 */
export async function kcatEnvironment(): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await run('kcat', ['-V']);
  const [major = 0, minor = 0, patch = 0] =
    /librdkafka (\d+)\.(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number) ?? [];
  if (major * 1e6 + minor * 1e3 + patch >= 2_006_001) return process.env;

  const folder = await downloaded(`librdkafka/${wheel.replace('==', '-')}`, async (folder) => {
    const options = ['-q', '--no-deps', '--only-binary=:all:', '-d', folder];
    await run('python3', ['-m', 'pip', 'download', ...options, wheel]);
    const [archive = ''] = await readdir(folder);
    await run('python3', ['-m', 'zipfile', '-e', join(folder, archive), folder]);
    const [library = ''] = await readdir(join(folder, 'confluent_kafka.libs'));
    await symlink(library, join(folder, 'confluent_kafka.libs', 'librdkafka.so.1'));
  });
  return { ...process.env, LD_LIBRARY_PATH: join(folder, 'confluent_kafka.libs') };
}

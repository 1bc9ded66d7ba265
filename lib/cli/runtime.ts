import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Runtime from '../../runtime/index.ts';
import { packageFolder } from './package.ts';

const require = createRequire(import.meta.url);

/** The programs that run beside a queue. Their file is read when one is asked for: it brings a Kafka client. */
export function runtime(): typeof Runtime {
  return require(join(packageFolder, 'build/runtime.cjs')) as typeof Runtime;
}

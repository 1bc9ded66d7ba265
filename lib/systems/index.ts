import type { System } from './system.ts';
import { executions } from './executions.ts';
import { omninode } from './omninode.ts';
import { rnle } from './rnle.ts';
import { somastack } from './somastack.ts';
import { workrequests } from './workrequests/system.ts';

/** Every system that the repository carries. */
export const systems: readonly System[] = [executions, omninode, rnle, somastack, workrequests];

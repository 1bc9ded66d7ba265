import type { System } from './system.ts';
import { workrequests } from './workrequests/system.ts';

/** Every system that the repository carries. */
export const systems: readonly System[] = [workrequests];

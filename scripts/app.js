// What cdk8s.yaml of this repository runs: `main.ts`, built together with the engine that it imports. Other stacks have
// the engine from its package, and run their `main.ts` themselves (docs/library.md).
import { run } from '../bin/built.js';

await run('main');

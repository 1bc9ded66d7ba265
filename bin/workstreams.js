#!/usr/bin/env node
// The program is TypeScript: tsx runs it as it is. Packages are loaded before tsx looks at every import, and
// without their source maps: together that is a second of each start.
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// The V8 of Node 20 optimises early: a run of two seconds pays for code that it hardly uses, a fifth of its time.
// Later ones have another rule, and no such flag.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=500000');
process.setSourceMapsEnabled(false);
// Whoever reads our output may stop in the middle: `workstreams access | head`.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
const require = createRequire(import.meta.url);
for (const name of ['cdk8s', 'cdk8s-plus-28/lib/imports/k8s.js', 'zod', 'yaml', 'ajv/dist/2020.js'])
  require(name);
// What only dashboards need: a tenth of a second for those who render them, twice that behind tsx.
if (['synth', 'lint', 'plan', 'promote'].includes(process.argv[2])) {
  for (const name of ['common', 'dashboard', 'prometheus', 'timeseries'])
    require(`@grafana/grafana-foundation-sdk/${name}`);
}
const { register } = await import('tsx/cjs/api');
register();
const { run } = require('../lib/cli/run.ts');
// tsx knows `require` here, and not `import`.
process.exitCode = await run(process.argv, async (file) => require(`../lib/cli/${file}`));

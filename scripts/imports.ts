/**
 * Regenerates `imports/`: L1 classes for the CRDs this project uses, and the schemas
 * the tests check manifests against; and the table of Kafka's topic settings in `lib/model`; and the reader of
 * canaries in `lib/constructs`. Needs go, mvn and Java 21 or newer; what it
 * writes is committed, so no one else does. Versions: scripts/imports/pins.ts.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classesOf } from './imports/classes.ts';
import { canaryReaderModule } from './imports/canary-reader.ts';
import { goCrds, strimziCrds } from './imports/fetch.ts';
import { topicSettingsTable } from './imports/kafka.ts';
import { kubernetesSchemas } from './imports/kubernetes.ts';
import { GO_CRDS, STRIMZI } from './imports/pins.ts';
import { type KeptCrd, keep } from './imports/prune.ts';
import { sarifSchema } from './imports/sarif.ts';

const ROOT = join(import.meta.dirname, '..');
const OUTPUT = join(ROOT, 'imports');
const READER = join(ROOT, 'lib', 'constructs', 'workloads', 'canary-reader.generated.ts');
const SETTINGS = join(ROOT, 'lib', 'model', 'kafka', 'topic-settings.generated.ts');

/** Everything of `imports/`, by path. */
function render(temporary: string): Map<string, string> {
  const crds = [...strimziCrds(temporary), ...GO_CRDS.flatMap(goCrds)].map(keep);
  const groups = [...new Set(crds.map(({ group }) => group))].sort();
  const files = new Map<string, string>();
  for (const group of groups) {
    const members = crds.filter((crd) => crd.group === group).sort((a, b) => (a.kind < b.kind ? -1 : 1));
    files.set(`${group}.ts`, classesOf(group, members, temporary));
    for (const { plural: _, ...crd } of members) files.set(`schemas/${group}.${crd.kind}.json`, json(crd));
  }
  const kubernetes = kubernetesSchemas();
  files.set('schemas/kubernetes.json', json(kubernetes));
  const sarif = sarifSchema();
  files.set('sarif-2.1.0.schema.json', json(sarif.schema));
  files.set('README.md', readme(crds, kubernetes.source, sarif.source));
  return files;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function readme(crds: readonly KeptCrd[], kubernetes: string, sarif: string): string {
  const rows = crds.map(
    ({ kind, group, version, source }) => `| ${kind} | ${group}/${version} | ${source} |`,
  );
  return `# imports

Written by \`npm run imports\`; do not edit. The versions are pinned in
\`scripts/imports/pins.ts\`. The script needs go, mvn and Java ${STRIMZI.java} or newer;
nothing else in this project does.

- \`<group>.ts\`: L1 classes, made by \`cdk8s import\`.
- \`schemas/<group>.<Kind>.json\`: the schema behind a class, without prose and status.
  \`x-workstreams-ref\` names a definition of \`schemas/kubernetes.json\` where the CRD
  repeats one of Kubernetes' own types: the pod template of ScaledJob, affinities.
- \`schemas/kubernetes.json\`: Kubernetes' own kinds, with the closed sets of values
  that its generated Go code holds and its published swagger leaves out.
- \`sarif-2.1.0.schema.json\`: the log format of \`workstreams lint --format sarif\`.

In the classes a ScaledJob's pod template and the \`template\` of Kafka, KafkaNodePool
and KafkaMirrorMaker2 are \`any\`. The schemas are whole: \`test/support/manifest-check.ts\`
refuses unknown fields there as everywhere.

| kind | apiVersion | from |
|---|---|---|
${rows.join('\n')}
| Kubernetes' own | | ${kubernetes} |
| SARIF 2.1.0 | | ${sarif} |
`;
}

const temporary = mkdtempSync(join(tmpdir(), 'workstreams-imports-'));
try {
  const files = render(temporary);
  const settings = topicSettingsTable(temporary);
  const reader = canaryReaderModule(temporary);
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(join(OUTPUT, 'schemas'), { recursive: true });
  for (const [path, text] of files) writeFileSync(join(OUTPUT, path), text);
  writeFileSync(SETTINGS, settings);
  writeFileSync(READER, reader);
  execFileSync(join(ROOT, 'node_modules', '.bin', 'biome'), ['format', '--write', SETTINGS, READER], {
    cwd: ROOT,
  });
  process.stdout.write(`imports/: ${files.size} files\n`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

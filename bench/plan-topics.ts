import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestText } from '../lib/release/manifest-text.ts';
import { planChange } from '../lib/plan/plan.ts';
import { planText } from '../lib/plan/plan-text.ts';
import { readBaseline } from '../lib/release/read-manifests.ts';
import { objectDigest, releaseText, textDigest } from '../lib/release/release.ts';
import { environmentSchema } from '../lib/model/terms/environment.ts';
import { type Manifest, manifestId } from '../lib/model/manifest.ts';
import type { Read } from '../lib/model/text/problem.ts';
import { readYaml } from '../lib/model/text/yaml-source.ts';

// Child program: `write <folder> <topics>` writes two sides of topics, a file a topic, of which every one changes;
// `plan <folder>` reads both and plans one against the other, and tells what each took.
const [mode = '', folder = '', count = '0'] = process.argv.slice(2);
const environment = 'prod';

function topicAt(index: number, retention: string): Manifest {
  const name = `prod-acme-context-evt-subject--${index}-v1`;
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: {
      annotations: {
        'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm',
        'argocd.argoproj.io/sync-wave': '-1',
        'workstreams.io/contract': `omninode/context/evt/subject-${index}/v1`,
        'workstreams.io/purpose': `What has happened to subject ${index} and can be fetched`,
      },
      labels: {
        'app.kubernetes.io/component': 'source',
        'app.kubernetes.io/managed-by': 'workstreams',
        'app.kubernetes.io/part-of': 'omninode',
        'strimzi.io/cluster': 'kafka',
        'workstreams.io/class': 'evt',
        'workstreams.io/owner': 'context',
      },
      name,
      namespace: 'ameide-prod',
    },
    spec: {
      config: {
        'cleanup.policy': 'delete',
        'compression.type': 'zstd',
        'max.message.bytes': '262144',
        'min.insync.replicas': '2',
        'retention.ms': retention,
      },
      partitions: 6,
      replicas: 3,
      topicName: `prod.acme.context.evt.subject-${index}.v1`,
    },
  };
}

function write(side: string, retention: string): void {
  const root = join(folder, side, environment);
  mkdirSync(join(root, 'omninode'), { recursive: true });
  const objects: Record<string, string> = {};
  const files: Record<string, string> = {};
  for (let index = 0; index < Number(count); index += 1) {
    const topic = topicAt(index, retention);
    objects[manifestId(topic)] = objectDigest(topic);
    const text = manifestText([topic]);
    files[`omninode/${topic.metadata.name}.k8s.yaml`] = textDigest(text);
    writeFileSync(join(root, 'omninode', `${topic.metadata.name}.k8s.yaml`), text);
  }
  const catalog = `sha256:${'0'.repeat(64)}`;
  writeFileSync(
    join(root, 'release.json'),
    releaseText({ environment, catalog, source: null, objects, files }),
  );
}

function certain<T>(read: Read<T>): T {
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

function plan(): void {
  const file = `environments/${environment}.yaml`;
  const source = certain(readYaml(file, readFileSync(join(import.meta.dirname, '..', file), 'utf8')));
  const terms = { ...environmentSchema.parse(source.value), source };
  const begun = process.cpuUsage();
  const [before, after] = ['before', 'after'].map(
    (side) => certain(readBaseline(join(folder, side), environment)).manifests,
  );
  const parsed = process.cpuUsage(begun);
  const made = planChange({
    environment: terms,
    before: before ?? [],
    after: after ?? [],
    today: '2026-12-31',
  });
  const text = planText(made);
  const all = process.cpuUsage(begun);
  const seconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;
  const result = {
    changes: made.objects.length,
    characters: text.length,
    parse: seconds(parsed),
    whole: seconds(all),
  };
  process.stdout.write(JSON.stringify(result));
}

if (mode === 'write') {
  write('before', '604800000');
  write('after', '86400000');
} else plan();

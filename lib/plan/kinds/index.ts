import type { Manifest } from '../../model/manifest.ts';
import { type Facts, flatten } from '../facts.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import { type Changed, type Meaning, type Scene, type Worlds } from './meaning.ts';
import { configMap } from './config-map.ts';
import { cronJob } from './cron-job.ts';
import { application, applicationSet } from './argo.ts';
import { judgeFixed } from './fixed-fields.ts';
import { fluxSource, helmRelease, kustomization } from './flux.ts';
import { judgeHead, refineHead } from './head.ts';
import { whenTakenUp } from './held-back.ts';
import { kafka } from './kafka.ts';
import { kafkaBridge, kafkaConnect, kafkaConnector, kafkaRebalance } from './kafka-connect.ts';
import { kafkaNodePool } from './kafka-node-pool.ts';
import { kafkaMirror } from './kafka-mirror.ts';
import { kafkaTopic } from './kafka-topic.ts';
import { kafkaUser } from './kafka-user.ts';
import { networkPolicy } from './network-policy.ts';
import { plainKinds } from './plain-kinds.ts';
import { isProtected } from './protection.ts';
import { role, roleBinding } from './rbac.ts';
import { scaledJob } from './scaled-job.ts';
import { scaledObject } from './scaled-object.ts';
import { renamedTopic } from './topic-rename.ts';

/** What is known of each kind; a kind that is not here is for review, whatever happens to it. */
const meanings: Readonly<Record<string, Meaning>> = {
  ...plainKinds,
  Application: application,
  ApplicationSet: applicationSet,
  Bucket: fluxSource,
  GitRepository: fluxSource,
  HelmRelease: helmRelease,
  HelmRepository: fluxSource,
  Kustomization: kustomization,
  OCIRepository: fluxSource,
  ClusterRole: role,
  ClusterRoleBinding: roleBinding,
  ConfigMap: configMap,
  CronJob: cronJob,
  Kafka: kafka,
  KafkaBridge: kafkaBridge,
  KafkaConnect: kafkaConnect,
  KafkaConnector: kafkaConnector,
  KafkaMirrorMaker2: kafkaMirror,
  KafkaNodePool: kafkaNodePool,
  KafkaRebalance: kafkaRebalance,
  KafkaTopic: kafkaTopic,
  KafkaUser: kafkaUser,
  NetworkPolicy: networkPolicy,
  Role: role,
  RoleBinding: roleBinding,
  ScaledJob: scaledJob,
  ScaledObject: scaledObject,
};

function meaningOf({ kind }: Manifest): Meaning {
  return Object.hasOwn(meanings, kind) ? (meanings[kind] ?? {}) : {};
}

/** What an object says, its state and what servers note in it left out. */
function factsOf(manifest: Manifest): Facts {
  const facts: Facts = new Map();
  for (const [key, value] of Object.entries(manifest)) {
    if (key !== 'status') flatten(value, key, facts);
  }
  refineHead(facts, manifest);
  meaningOf(manifest).refine?.(facts, manifest);
  return facts;
}

/** What two objects say, side by side. */
export function factsOfPair(before: Manifest, after: Manifest): { before: Facts; after: Facts } {
  const [was, is] = meaningOf(after).align?.(before, after) ?? [before, after];
  return { before: factsOf(was), after: factsOf(is) };
}

export function judgeChange(change: Changed, scene: Scene): Verdict {
  const deletion = () => judgeDeleted(scene.after, scene.worlds).risk;
  const known =
    judgeFixed(change, scene, deletion) ??
    judgeHead(change, scene, deletion) ??
    meaningOf(scene.after).judge?.(change, scene);
  if (known !== undefined) return whenTakenUp(change.path, known, scene.after);
  const { before, after } = change;
  const what = before === undefined ? 'is new' : after === undefined ? 'is gone' : 'changes';
  return review(`what follows is not known here: this field ${what}`);
}

export function judgeCreated(manifest: Manifest, worlds: Worlds): Verdict {
  return (
    meaningOf(manifest).created?.(manifest, worlds) ??
    review(`a new ${manifest.kind}: what follows is not known here`)
  );
}

/** Protection is read from what must be removed: it does not matter what replaces it. */
export function judgeDeleted(manifest: Manifest, worlds: Worlds): Verdict & { guarded: boolean } {
  const verdict =
    meaningOf(manifest).deleted?.(manifest, worlds) ??
    review(`this ${manifest.kind} goes: what relies on it is not known here`);
  if (!isProtected(manifest) || verdict.risk !== 'review')
    return { ...verdict, guarded: isProtected(manifest) };
  return { ...verdict, risk: 'destructive', guarded: true };
}

export function judgeRenamed(before: Manifest, after: Manifest, worlds: Worlds): Verdict {
  if (before.kind === 'KafkaTopic') return renamedTopic(before, after);
  const gone = judgeDeleted(before, worlds);
  const where = `moves from namespace ${before.metadata.namespace ?? '(none)'} to ${after.metadata.namespace ?? '(none)'}`;
  const says = `${where}: it is deleted there and created again here. ${gone.says}`;
  return gone.risk === 'destructive' ? destructive(says) : review(says);
}

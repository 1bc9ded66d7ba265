import { itemsAt, textAt } from '../model/plain-object.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { compare } from '../model/text/problem.ts';
import { compareObjects, differences } from './compare.ts';
import type { FieldChange } from './change.ts';
import type { Fact } from './facts.ts';
import { factsOfPair } from './kinds/index.ts';
import { risks, type Verdict } from './risk.ts';
import { kafkaOf } from './world.ts';

/** One field that is another in the cluster than in the baseline. */
interface DriftField {
  readonly path: string;
  /** What the baseline says; undefined where it says nothing. */
  readonly baseline: Fact | undefined;
  /** What the cluster has; undefined where it has nothing. */
  readonly live: Fact | undefined;
  /** What happens when the cluster is set to what is rendered now; undefined where that is what it has. */
  readonly reset?: Pick<Verdict, 'risk' | 'says'>;
  /**
   * What it means for as long as the cluster has it: what somebody else put into the head of an object (a finalizer, an
   * owner, an annotation) is not taken away by applying the object again.
   */
  readonly stays?: Pick<Verdict, 'risk' | 'says'>;
}

interface DriftEntry {
  readonly id: string;
  /** `missing` in the cluster, `extra` there, another than in the baseline, or told `not ready` by its operator. */
  readonly what: 'missing' | 'extra' | 'differs' | 'not ready';
  readonly says: string;
  readonly fields: readonly DriftField[];
}

/** How the cluster differs from what the baseline says, both ways. */
export interface Drift {
  /** The worst first, by what setting the cluster to what is rendered does; then by name. */
  readonly entries: readonly DriftEntry[];
  /** Kinds of the baseline of which the export has none: nothing is known of them. */
  readonly notExported: readonly string[];
}

export interface DriftScope {
  /** Objects of one system. @default all */
  readonly system?: string | undefined;
  /** What is rendered now: what a controller sets the cluster to. @default the baseline */
  readonly after?: readonly Manifest[];
  /** Objects in files of others, by their id: they are not made by hand. @default none */
  readonly declared?: ReadonlySet<string>;
}

const ours = 'app.kubernetes.io/managed-by';

/**
 * Compares an export of the cluster with the baseline. What Kubernetes, Strimzi or KEDA fill in is no drift. An
 * object that the baseline does not know is one if it says that it is ours, or if it is a topic or user of a
 * cluster that baseline or render have topics or users of, and is not rendered now: then it is adopted.
 */
export function driftOf(
  baseline: readonly Manifest[],
  live: readonly Manifest[],
  { system, after = baseline, declared = new Set() }: DriftScope = {},
): Drift {
  const there = new Map(live.map((one) => [manifestId(one), one]));
  const exported = new Set(live.map(({ kind }) => kind));
  const judged: Judged = { resets: fieldsById(live, after), additions: fieldsById(baseline, live) };
  const clusters = new Set([...baseline, ...after].filter(({ kind }) => strimzi.has(kind)).map(kafkaOf));
  const expected = new Set([...declared, ...after.map(manifestId)]);
  const entries: DriftEntry[] = [];
  const notExported = new Set<string>();
  for (const one of baseline) {
    const id = manifestId(one);
    const found = there.get(id);
    there.delete(id);
    if (found === undefined && isHook(one)) continue;
    if (!exported.has(one.kind)) notExported.add(one.kind);
    else if (found === undefined)
      entries.push({ id, what: 'missing', says: 'the baseline has it, the cluster does not', fields: [] });
    else entries.push(...compared(id, one, found, judged));
  }
  for (const [id, one] of there) {
    const mine = one.metadata.labels?.[ours] === 'workstreams';
    const part = one.metadata.labels?.['app.kubernetes.io/part-of'];
    if (isHook(one) || (system !== undefined && part !== system)) continue;
    if (mine || (strimzi.has(one.kind) && clusters.has(kafkaOf(one)) && !expected.has(id))) {
      const says = mine
        ? 'it says that it is ours, and the baseline does not have it'
        : 'somebody else has made it in this Kafka';
      entries.push({ id, what: 'extra', says, fields: [] }, ...unready(id, one));
    }
  }
  return {
    entries: entries.sort((a, b) => graveness(b) - graveness(a) || compare(a.id, b.id)),
    notExported: [...notExported].sort(compare),
  };
}

/** Argo CD makes it at each sync, and deletes it: whether it is there says nothing. */
function isHook({ metadata }: Manifest): boolean {
  return metadata.annotations?.['argocd.argoproj.io/hook'] !== undefined;
}

function graveness({ what, fields }: DriftEntry): number {
  const judged = fields.flatMap(({ reset, stays }) => [reset, stays].filter((one) => one !== undefined));
  return Math.max(
    what === 'differs' ? 0 : risks.indexOf('review'),
    ...judged.map(({ risk }) => risks.indexOf(risk)),
  );
}

const strimzi: ReadonlySet<string> = new Set(['KafkaTopic', 'KafkaUser']);

/** Changes by object and path. */
type FieldsById = ReadonlyMap<string, ReadonlyMap<string, FieldChange>>;

/** Verdicts by object, on setting the cluster to what is rendered, and on what it has beyond the baseline. */
interface Judged {
  readonly resets: FieldsById;
  readonly additions: FieldsById;
}

function fieldsById(before: readonly Manifest[], after: readonly Manifest[]): FieldsById {
  return new Map(
    compareObjects(before, after).changes.map(({ id, fields }) => [
      id,
      // Of two about one path the first is told.
      new Map(fields.toReversed().map((one) => [one.path, one])),
    ]),
  );
}

function verdictOf(fields: ReadonlyMap<string, FieldChange> | undefined, path: string): DriftField['reset'] {
  const found = fields?.get(path);
  return found === undefined ? undefined : { risk: found.risk, says: found.says };
}

function compared(
  id: string,
  baseline: Manifest,
  live: Manifest,
  { resets, additions }: Judged,
): DriftEntry[] {
  const facts = factsOfPair(baseline, live);
  const fields = differences(facts.before, facts.after)
    .map(({ path, before, after }): DriftField => {
      const added = path.startsWith('metadata.') && before === undefined;
      const verdict = verdictOf((added ? additions : resets).get(id), path);
      const told = verdict === undefined ? {} : added ? { stays: verdict } : { reset: verdict };
      return { path, baseline: before, live: after, ...told };
    })
    .sort((a, b) => compare(a.path, b.path));
  const differs: DriftEntry = {
    id,
    what: 'differs',
    says: 'the cluster has it in another way than the baseline',
    fields,
  };
  const going = textAt(live, 'metadata', 'deletionTimestamp') === '' ? [] : [leaving(id)];
  return [...(fields.length > 0 ? [differs] : []), ...going, ...unready(id, live)];
}

function leaving(id: string): DriftEntry {
  return { id, what: 'differs', says: 'it is being deleted, and waits for its finalizers', fields: [] };
}

/** What the object's operator says where it is not ready. */
function unready(id: string, live: Manifest): DriftEntry[] {
  return itemsAt(live, 'status', 'conditions')
    .filter(({ item }) => textAt(item, 'type') === 'Ready' && textAt(item, 'status') === 'False')
    .map(({ item }) => {
      const reason = textAt(item, 'reason') || 'no reason given';
      const message = textAt(item, 'message');
      return { id, what: 'not ready', says: message === '' ? reason : `${reason}: ${message}`, fields: [] };
    });
}

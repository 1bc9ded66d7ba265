import { createHash } from 'node:crypto';
import { groupBy } from '../model/groups.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { canonical } from '../model/catalog.ts';
import { compare } from '../model/text/problem.ts';
import { isAdopted, isOfAdoption, staysAdopted, withStaying } from './adoption.ts';
import type { Danger, FieldChange, ObjectChange } from './change.ts';
import { type Fact, type Facts, isSame } from './facts.ts';
import { factsOfPair, judgeChange, judgeCreated, judgeDeleted, judgeRenamed } from './kinds/index.ts';
import type { Changed, Scene, Worlds } from './kinds/meaning.ts';
import { risks, type Verdict, worstRisk } from './risk.ts';
import { topicNameOf, World } from './world.ts';
import { shown } from './shown.ts';

interface Sides {
  /** All objects, also those that are not compared: what is judged is seen among them. */
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
}

interface Comparison {
  readonly changes: readonly ObjectChange[];
  readonly unchanged: number;
  /** Objects that become ours; those of which nothing else changes are neither changes nor unchanged. */
  readonly adopted: readonly string[];
}

/** Every object that is another, came or went; sorted by risk, the worst first, then by name. */
export function compareObjects(
  before: readonly Manifest[],
  after: readonly Manifest[],
  all: Sides = { before, after },
): Comparison {
  const worlds = { before: new World(all.before), after: new World(all.after) };
  const old = byId(before);
  const changes: ObjectChange[] = [];
  const created: Manifest[] = [];
  const adopted: string[] = [];
  let unchanged = 0;
  for (const now of after) {
    const id = manifestId(now);
    const was = old.get(id);
    old.delete(id);
    if (was === undefined) created.push(now);
    else {
      const change = changed(was, now, worlds);
      const becomesOurs = isAdopted(was, now);
      if (becomesOurs) adopted.push(id);
      if (change === undefined) unchanged += becomesOurs ? 0 : 1;
      else changes.push(change);
    }
  }
  const { moved, came, went } = pairs([...old.values()], created);
  changes.push(...moved.map(([was, now]) => renamed(was, now, worlds)));
  changes.push(...came.map((now) => whole(now, 'create', judgeCreated(now, worlds))));
  changes.push(...went.map((was) => whole(was, 'delete', judgeDeleted(was, worlds))));
  return { changes: changes.sort(worstFirst), unchanged, adopted: adopted.sort(compare) };
}

function byId(objects: readonly Manifest[]): Map<string, Manifest> {
  return new Map(objects.map((one) => [manifestId(one), one]));
}

function worstFirst(a: ObjectChange, b: ObjectChange): number {
  return risks.indexOf(b.risk) - risks.indexOf(a.risk) || compare(a.id, b.id);
}

/** The fields in which objects that are on both sides differ, not judged; by the id of the object. */
export function fieldsThatDiffer(
  before: readonly Manifest[],
  after: readonly Manifest[],
): ReadonlyMap<string, readonly Changed[]> {
  const old = byId(before);
  const found = new Map<string, readonly Changed[]>();
  for (const now of after) {
    const id = manifestId(now);
    const was = old.get(id);
    if (was === undefined || isSame(was, now)) continue;
    const facts = factsOfPair(was, now);
    found.set(id, differences(facts.before, facts.after));
  }
  return found;
}

/** Objects that went and came as one: another object over the same topic, or the same object elsewhere. */
function pairs(went: readonly Manifest[], came: readonly Manifest[]) {
  const keyOf = (one: Manifest): string =>
    one.kind === 'KafkaTopic' ? `KafkaTopic of ${topicNameOf(one)}` : `${one.kind} ${one.metadata.name}`;
  const candidates = groupBy(came, keyOf);
  const leavers = groupBy(went, keyOf);
  const moved: [Manifest, Manifest][] = [];
  const taken = new Set<Manifest>();
  for (const [key, [was, ...others]] of leavers) {
    const [now, ...rest] = candidates.get(key) ?? [];
    if (was === undefined || now === undefined || others.length > 0 || rest.length > 0) continue;
    moved.push([was, now]);
    taken.add(was).add(now);
  }
  const left = (one: Manifest) => !taken.has(one);
  return { moved, came: came.filter(left), went: went.filter(left) };
}

/** The fields in which two objects differ by their meaning, each judged. */
function fieldsOf(before: Manifest, after: Manifest, worlds: Worlds): FieldChange[] {
  const facts = factsOfPair(before, after);
  const adopted = isAdopted(before, after);
  const fields = differences(facts.before, facts.after).map((one): FieldChange => {
    const scene = { before, after: adopted ? withStaying(before, after) : after, facts, worlds };
    const verdict = adopted && staysAdopted(one) ? staying(one, scene) : judgeChange(one, scene);
    return { ...one, ...verdict, change: changeText(one.path, one.before, one.after) };
  });
  return fields.sort((a, b) => risks.indexOf(b.risk) - risks.indexOf(a.risk) || compare(a.path, b.path));
}

/** What others have put there, and what it means for as long as no one removes it. */
function staying({ path, before }: Changed, scene: Scene): Verdict {
  const { risk, says } = judgeChange({ path, before: undefined, after: before }, scene);
  return { risk, says: `it stays until somebody removes it: ${says}` };
}

/** Whether an empty map has entries on the other side: those are the change, not that it is empty. */
function isFilled(path: string, value: Fact, other: Facts): boolean {
  if (value !== '{}') return false;
  for (const one of other.keys()) if (one.startsWith(`${path}.`) || one.startsWith(`${path}[`)) return true;
  return false;
}

/** The facts that are not the same on both sides. */
export function differences(before: Facts, after: Facts): Changed[] {
  const found: Changed[] = [];
  for (const [path, value] of before) {
    const now = after.get(path);
    if (value !== now && !(now === undefined && isFilled(path, value, after)))
      found.push({ path, before: value, after: now });
  }
  for (const [path, value] of after) {
    if (!before.has(path) && !isFilled(path, value, before))
      found.push({ path, before: undefined, after: value });
  }
  return found;
}

function changed(before: Manifest, after: Manifest, worlds: Worlds): ObjectChange | undefined {
  if (isSame(before, after)) return undefined;
  const adopted = isAdopted(before, after);
  const fields = withOthers(
    fieldsOf(before, after, worlds).filter((field) => !adopted || !isOfAdoption(field)),
  );
  const [worst] = fields;
  if (worst === undefined) return undefined;
  return {
    ...identity(before),
    action: 'change',
    risk: worst.risk,
    says: worst.says,
    ...(worst.wayOut === undefined ? {} : { wayOut: worst.wayOut }),
    fields,
    dangers: fields.flatMap((field) => danger(field.change, field, false)),
  };
}

/** Adds to what is refused what becomes of the object's other changes, where it has some. */
function withOthers(fields: readonly FieldChange[]): FieldChange[] {
  return fields.map((field) =>
    field.others !== undefined && fields.some(({ risk }) => risk !== 'impossible')
      ? { ...field, says: `${field.says}; ${field.others}` }
      : field,
  );
}

function renamed(before: Manifest, after: Manifest, worlds: Worlds): ObjectChange {
  const verdict = judgeRenamed(before, after, worlds);
  const fields = fieldsOf(before, after, worlds).filter(
    ({ path }) => path !== 'metadata.name' && path !== 'metadata.namespace',
  );
  const to = manifestId(after);
  return {
    ...identity(before),
    to,
    action: 'rename',
    risk: worstRisk([verdict.risk, ...fields.map(({ risk }) => risk)]),
    says: verdict.says,
    ...(verdict.wayOut === undefined ? {} : { wayOut: verdict.wayOut }),
    fields,
    dangers: [
      ...danger(`rename to ${to}`, verdict, false),
      ...fields.flatMap((field) => danger(field.change, field, false)),
    ],
  };
}

/** What an environment may allow to be deleted without an approval. */
const disposable: ReadonlySet<string> = new Set(['KafkaTopic', 'KafkaUser']);

function whole(
  manifest: Manifest,
  action: 'create' | 'delete',
  verdict: Verdict & { guarded?: boolean },
): ObjectChange {
  const { risk, says, wayOut } = verdict;
  return {
    ...identity(manifest),
    action,
    risk,
    says,
    ...(wayOut === undefined ? {} : { wayOut }),
    fields: [],
    dangers: danger(action, verdict, verdict.guarded !== true && disposable.has(manifest.kind)),
  };
}

function identity(manifest: Manifest) {
  const { kind, metadata } = manifest;
  const { name, namespace, labels } = metadata;
  return { id: manifestId(manifest), kind, name, namespace, system: labels?.['app.kubernetes.io/part-of'] };
}

function danger(text: string, { risk, liftable }: Verdict, allowed: boolean): Danger[] {
  if (risk !== 'destructive' && risk !== 'impossible') return [];
  return [{ text, risk, liftable: liftable === true, allowed }];
}

/** `spec.config.retention.ms: 604800000 -> 86400000`: on one line, and short; what is cut keeps a digest. */
function changeText(path: string, before: Fact | undefined, after: Fact | undefined): string {
  return `${path}: ${brief(path, before)} -> ${brief(path, after)}`;
}

function brief(path: string, value: Fact | undefined): string {
  const text = shown(path, value);
  if (text.length <= 120) return text;
  const digest = createHash('sha256').update(canonical(value)).digest('hex').slice(0, 12);
  return `${text.slice(0, 100)}… (sha256 ${digest})`;
}

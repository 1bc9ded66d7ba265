import type { Type, types } from 'avsc';
import { avroTypeOf } from '../model/schemas/avro-schema.ts';
import { type AvroType, avroTree } from '../model/schemas/avro-tree.ts';
import { bothWays, type Compatibility, type Incompatibility } from './both-ways.ts';

/**
 * What breaks when the Avro schema `next` takes the place of `old`, in the sense of `breaks` for JSON Schema. avsc
 * says whether one reads the other; what it does not look at is judged here: the precision and scale of decimals,
 * and logical types altogether (a time in micros that is read as millis is another time).
 */
export function avroBreaks(old: unknown, next: unknown, mode: Compatibility): Incompatibility[] {
  return bothWays(mode, sideOf(old), sideOf(next), refusals);
}

/** A type as avsc has it, and as it was written. */
interface Side {
  readonly type: Type;
  readonly tree: AvroType;
}

function sideOf(schema: unknown): Side {
  return { type: avroTypeOf(schema), tree: avroTree(schema) };
}

function refusals(reader: Side, writer: Side, say: Say): void {
  const walk: Walk = { told: 0, steps: 0, clean: new Map() };
  const tell: Say = (field, what) => {
    walk.told += 1;
    say(field, what);
  };
  compare(reader, writer, '', tell, [], walk);
  if (walk.steps > mostSteps) tell('', 'too deep or too large to be judged');
  if (walk.told > 0) return;
  // Whatever the walk does not understand.
  const why = refusal(reader, writer);
  if (why !== undefined) say('', why);
}

type Say = (field: string, what: string) => void;

/** Pairs of types that are compared: those that name each other twice over would take without end. */
const mostSteps = 20_000;
/** Types inside each other that are followed. */
const mostDeep = 200;

/** One comparison of two schemas. */
interface Walk {
  /** Breaks that were found. */
  told: number;
  steps: number;
  /** Pairs of records in which there are none. */
  readonly clean: Map<AvroType, Set<AvroType>>;
}

function compare(
  reader: Side,
  writer: Side,
  field: string,
  say: Say,
  above: readonly (readonly [AvroType, AvroType])[],
  walk: Walk,
): void {
  if (above.some(([one, other]) => one === reader.tree && other === writer.tree)) return;
  walk.steps += above.length > mostDeep ? Infinity : 1;
  if (walk.steps > mostSteps) return;
  const trail = [...above, [reader.tree, writer.tree] as const];
  const [wanted, given] = [reader.tree, writer.tree];
  if (wanted.kind === 'union' || given.kind === 'union') {
    for (const branch of branchesOf(writer)) {
      const match = matching(reader, branch);
      if (match === undefined) say(field, `${nameOf(branch.tree)} on one side only`);
      else compare(match, branch, field, say, trail, walk);
    }
    return;
  }
  if (wanted.logical !== given.logical) {
    const [one, other] = [given, wanted].map(({ logical }) => logical ?? 'none');
    return say(field, `the logical type ${String(one)} on one side, ${String(other)} on the other`);
  }
  if (wanted.kind !== given.kind || wanted.kind === 'enum' || wanted.inner === undefined) {
    if (wanted.kind === 'record' && given.kind === 'record')
      return compareRecords(reader, writer, field, say, trail, walk);
    const why = refusal(reader, writer);
    if (why !== undefined) say(field, why);
    return;
  }
  compare(
    inside(reader),
    inside(writer),
    wanted.kind === 'map' ? child(field, '*') : `${field}[]`,
    say,
    trail,
    walk,
  );
}

function compareRecords(
  reader: Side,
  writer: Side,
  field: string,
  say: Say,
  trail: readonly (readonly [AvroType, AvroType])[],
  walk: Walk,
): void {
  const [wanted, given] = [reader.tree, writer.tree];
  if (walk.clean.get(wanted)?.has(given) === true) return;
  const before = walk.told;
  const aliases = (reader.type as unknown as { aliases?: readonly string[] }).aliases ?? [];
  if (wanted.name !== given.name && !aliases.includes(given.name)) {
    return say(field, `the record is called ${given.name} on one side, ${wanted.name} on the other`);
  }
  for (const [index, one] of wanted.fields.entries()) {
    const at = given.fields.findIndex(({ name }) => name === one.name || one.aliases.includes(name));
    if (at >= 0) {
      compare(fieldOf(reader, index), fieldOf(writer, at), child(field, one.name), say, trail, walk);
    } else if (!one.hasDefault) say(child(field, one.name), 'on one side only, and without a default');
  }
  if (walk.told === before) walk.clean.set(wanted, (walk.clean.get(wanted) ?? new Set()).add(given));
}

/** Why avsc would not read one by the other, if it would not. */
function refusal(reader: Side, writer: Side): string | undefined {
  try {
    reader.type.createResolver(writer.type);
    return undefined;
  } catch {
    const { tree: wanted } = reader;
    const { tree: given } = writer;
    if (wanted.kind === 'enum' && given.kind === 'enum' && wanted.name === given.name) {
      const extra = given.symbols.filter((one) => !wanted.symbols.includes(one));
      if (extra.length > 0) return `${extra.join(', ')} on one side only, and no default on the other`;
    }
    return `type ${nameOf(given)} on one side, ${nameOf(wanted)} on the other`;
  }
}

/** The branch that reads a writer's branch: one of its own kind and name before any that would do. */
function matching(reader: Side, writer: Side): Side | undefined {
  const branches = branchesOf(reader);
  return (
    branches.find(({ tree }) => tree.kind === writer.tree.kind && tree.name === writer.tree.name) ??
    branches.find((one) => refusal(one, writer) === undefined)
  );
}

function branchesOf(side: Side): Side[] {
  if (side.tree.kind !== 'union') return [side];
  const all = (side.type as unknown as { types: readonly Type[] }).types;
  return side.tree.branches.flatMap((tree, index) => {
    const type = all[index];
    return type === undefined ? [] : [{ type, tree }];
  });
}

function fieldOf({ type, tree }: Side, index: number): Side {
  const field = tree.fields[index];
  const typed = (type as types.RecordType).fields[index];
  if (field === undefined || typed === undefined) throw new Error(`no field ${index} of ${tree.name}`);
  return { type: typed.type, tree: field.type };
}

/** Items of an array, values of a map. */
function inside({ type, tree }: Side): Side {
  const { itemsType, valuesType } = type as unknown as { itemsType?: Type; valuesType?: Type };
  const inner = itemsType ?? valuesType;
  if (inner === undefined || tree.inner === undefined) throw new Error(`${tree.kind} holds nothing`);
  return { type: inner, tree: tree.inner };
}

function nameOf({ kind, name, attributes }: AvroType): string {
  if (kind === 'fixed') return `${kind} ${name} of ${Number(attributes['size'])} bytes`;
  return name === '' ? kind : `${kind} ${name}`;
}

const child = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);

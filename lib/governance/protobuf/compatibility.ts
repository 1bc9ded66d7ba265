import type {
  LinkedEnum,
  LinkedField,
  LinkedMessage,
  LinkedType,
} from '../../model/schemas/protobuf/linked.ts';
import type { ScalarType } from '../../model/schemas/protobuf/syntax.ts';
import { protoSchema, type ProtoSchema } from '../../model/schemas/protobuf/schema.ts';
import { addTo } from '../../model/groups.ts';
import { bothWays, type Compatibility, type Incompatibility } from '../both-ways.ts';
import { keptReserved } from './reserved.ts';

/** A schema's text, and the texts that it may import. */
export interface ProtoSide {
  readonly value: unknown;
  readonly shared: readonly unknown[];
}

/**
 * What breaks when the Protobuf schema `next` takes the place of `old`, on the wire or in JSON (decision 0022). A reader
 * passes over fields that it does not know. In every mode but `none`, what is removed must be reserved.
 * @throws Error where the earlier schema has faults
 */
export function protobufBreaks(old: ProtoSide, next: ProtoSide, mode: Compatibility): Incompatibility[] {
  if (mode === 'none') return [];
  const [was, is] = [schemaOf(old), schemaOf(next)];
  const directed = bothWays(mode, was, is, (reader, writer, say) =>
    new Comparison(say).roots(reader, writer),
  );
  return [...directed, ...keptReserved(was.root, is.root)];
}

function schemaOf({ value, shared }: ProtoSide): ProtoSchema {
  const read = protoSchema(value, shared);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

type Say = (field: string, what: string) => void;

/** Pairs of messages and enums that one comparison looks at. */
const mostPairs = 20_000;

/** Numbers that a reader takes for the same numbers, all of them, on the wire and in JSON. */
const wider: Readonly<Partial<Record<ScalarType, readonly ScalarType[]>>> = {
  int32: ['int64'],
  sint32: ['sint64'],
  uint32: ['uint64', 'int64'],
};

class Comparison {
  readonly #say: Say;
  /** Pairs that were compared or are being compared. */
  readonly #pairs = new Map<unknown, Set<unknown>>();
  #count = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  roots({ root: reader }: ProtoSchema, { root: writer }: ProtoSchema): void {
    if (reader.fullName !== writer.fullName) {
      const what = `the message of the topic is ${writer.fullName} on one side, ${reader.fullName} on the other`;
      this.#say('', what);
    }
    this.#messages(reader, writer, '');
    if (this.#count > mostPairs) this.#say('', 'too large to be judged');
  }

  /** Whether a pair is met for the first time. */
  #isNew(reader: unknown, writer: unknown): boolean {
    const known = this.#pairs.get(reader) ?? new Set();
    this.#pairs.set(reader, known);
    if (known.has(writer)) return false;
    known.add(writer);
    this.#count += 1;
    return this.#count <= mostPairs;
  }

  #messages(reader: LinkedMessage, writer: LinkedMessage, path: string): void {
    if (!this.#isNew(reader, writer)) return;
    const byNumber = new Map(reader.fields.map((one) => [one.number, one]));
    const byName = new Map(
      reader.fields.flatMap((one) => [one.name, one.jsonName].map((name) => [name, one])),
    );
    for (const field of writer.fields) {
      const own = path === '' ? field.name : `${path}.${field.name}`;
      const other = byNumber.get(field.number);
      if (other !== undefined) this.#fields(other, field, own);
      else {
        const named = byName.get(field.jsonName) ?? byName.get(field.name);
        if (named !== undefined)
          this.#say(own, `number ${field.number} on one side, ${named.number} on the other`);
      }
    }
    this.#oneofs(byNumber, reader, writer, path);
  }

  #fields(reader: LinkedField, writer: LinkedField, path: string): void {
    if (reader.jsonName !== writer.jsonName)
      this.#say(path, `in JSON ${writer.jsonName} on one side, ${reader.jsonName} on the other`);
    if (reader.presence !== writer.presence) {
      this.#say(
        path,
        `${presences[writer.presence]} on one side, ${presences[reader.presence]} on the other`,
      );
      return;
    }
    const [keys, others] = [writer.node.keyType, reader.node.keyType];
    if (keys !== undefined && others !== undefined && !reads(others as ScalarType, keys as ScalarType))
      this.#say(path, `keys of type ${keys} on one side, ${others} on the other`);
    const item = writer.presence === 'repeated' ? '[]' : writer.presence === 'map' ? '.*' : '';
    this.#types(reader.type, writer.type, `${path}${item}`);
  }

  #types(reader: LinkedType, writer: LinkedType, path: string): void {
    if (reader.kind === 'message' && writer.kind === 'message')
      this.#messages(reader.message, writer.message, path);
    else if (reader.kind === 'enum' && writer.kind === 'enum') this.#enums(reader.enum, writer.enum, path);
    else if (!isSame(reader, writer))
      this.#say(path, `type ${typeText(writer)} on one side, ${typeText(reader)} on the other`);
  }

  /** In JSON a value is its name: one that the reader does not know cannot be read. */
  #enums(reader: LinkedEnum, writer: LinkedEnum, path: string): void {
    if (!this.#isNew(reader, writer)) return;
    const known = new Map(reader.node.values.map(({ name, number }) => [name, number]));
    for (const { name, number } of writer.node.values) {
      const other = known.get(name);
      if (other === undefined) this.#say(path, `the value ${name} on one side only`);
      else if (other !== number)
        this.#say(path, `the value ${name} is ${number} on one side, ${other} on the other`);
    }
  }

  /** At most one field of a oneof is read; a case that the reader does not know is none to it. */
  #oneofs(
    byNumber: ReadonlyMap<number, LinkedField>,
    reader: LinkedMessage,
    writer: LinkedMessage,
    path: string,
  ): void {
    const cases = new Map<string, LinkedField[]>();
    const met = new Map<string, LinkedField>();
    for (const field of writer.fields) {
      if (field.oneof !== undefined) addTo(cases, field.oneof, field);
      const oneof = byNumber.get(field.number)?.oneof;
      if (oneof === undefined) continue;
      const before = met.get(oneof);
      if (before === undefined) met.set(oneof, field);
      else if (before.oneof === undefined || before.oneof !== field.oneof) {
        const what = `in the oneof ${oneof} with ${before.name} on one side, and set beside it on the other`;
        this.#say(path === '' ? field.name : `${path}.${field.name}`, what);
      }
    }
    const oneofs = new Set(reader.fields.map(({ oneof }) => oneof));
    for (const [oneof, fields] of cases) {
      if (!oneofs.has(oneof) && !fields.some(({ number }) => byNumber.has(number))) continue;
      for (const { name, number } of fields) {
        if (byNumber.has(number)) continue;
        this.#say(path === '' ? name : `${path}.${name}`, `a case of the oneof ${oneof} on one side only`);
      }
    }
  }
}

const presences: Readonly<Record<LinkedField['presence'], string>> = {
  explicit: 'optional (unset is not the default)',
  implicit: 'without presence (unset is the default)',
  repeated: 'repeated',
  map: 'a map',
};

function isSame(reader: LinkedType, writer: LinkedType): boolean {
  if (reader.kind === 'scalar' && writer.kind === 'scalar') return reads(reader.scalar, writer.scalar);
  return reader.kind === 'known' && writer.kind === 'known' && reader.known === writer.known;
}

function reads(reader: ScalarType, writer: ScalarType): boolean {
  return reader === writer || wider[writer]?.includes(reader) === true;
}

function typeText(type: LinkedType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'known':
      return `google.protobuf.${type.known}`;
    case 'message':
      return `message ${type.message.fullName}`;
    case 'enum':
      return `enum ${type.enum.fullName}`;
  }
}

import type { DescField, DescMessage, JsonValue } from '@bufbuild/protobuf';
import type { Sample } from '../../terms/contract.ts';
import { suggestion } from '../../text/nearest.ts';
import { bounded, type Place, type Problem, problem, received } from '../../text/problem.ts';
import { type Path, pathText } from '../../text/yaml-source.ts';
import { descriptorOf, library } from './descriptor.ts';
import type { ProtoSchema } from './schema.ts';

const descriptors = new WeakMap<ProtoSchema['file'], DescMessage>();

/** What is wrong with a sample in Protobuf's JSON mapping, each thing at its place. */
export function sampleProblems(
  { file, root }: ProtoSchema,
  sample: Sample,
  placer: (file: string) => (path: Path) => Place,
): Problem[] {
  const message = messageOf({ file, root });
  if (refusal(message, sample.value) === undefined) return [];
  const found: Wrong[] = [];
  inMessage(message, sample.value, [], found);
  const placeOf = placer(sample.file);
  return bounded(found, ({ path, what, fix }) => problem(placeOf(path), pathText(path), what, fix));
}

function messageOf({ file, root }: ProtoSchema): DescMessage {
  const message = descriptors.get(file) ?? descriptorOf(file, root);
  descriptors.set(file, message);
  return message;
}

/** A message in Protobuf's JSON mapping as it is on the wire. @throws Error where it is not a message of the schema */
export function protoBytes(schema: ProtoSchema, sample: unknown): Uint8Array {
  const { fromJson, toBinary } = library().protobuf;
  const message = messageOf(schema);
  return toBinary(message, fromJson(message, sample as JsonValue));
}

/** What is on the wire, in Protobuf's JSON mapping. @throws Error where the bytes are not a message of the schema */
export function protoValue(schema: ProtoSchema, bytes: Uint8Array): unknown {
  const { fromBinary, toJson } = library().protobuf;
  const message = messageOf(schema);
  return toJson(message, fromBinary(message, bytes));
}

interface Wrong {
  readonly path: Path;
  readonly what: string;
  readonly fix: string;
}

const toFix = 'correct the sample, or the schema beside it';

/** Why a value is not a message; undefined where it is one. */
function refusal(message: DescMessage, value: unknown): string | undefined {
  try {
    library().protobuf.fromJson(message, value as JsonValue);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Looks for the innermost parts that are refused: each part is tried alone. */
function inMessage(message: DescMessage, value: unknown, path: Path, found: Wrong[]): void {
  const before = found.length;
  const whole = refusal(message, value);
  if (whole === undefined) return;
  if (!isMap(value) || message.typeName.startsWith('google.protobuf.')) {
    found.push({
      path,
      what: `the sample has ${received(value)}, and ${nameOf(message)} is expected`,
      fix: toFix,
    });
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    const field = message.fields.find(({ name, jsonName }) => name === key || jsonName === key);
    if (field === undefined) {
      const known = message.fields.map(({ jsonName }) => jsonName);
      const what = 'the sample has a field that the schema does not have';
      found.push({ path: [...path, key], what, fix: suggestion(key, known) });
    } else if (refusal(message, { [key]: part }) !== undefined)
      inField(message, field, key, part, path, found);
  }
  // Each part is right, and together they are not: two fields of a oneof, one field twice.
  if (found.length === before)
    found.push({ path, what: `the sample is refused: ${reason(whole)}`, fix: toFix });
}

function inField(
  message: DescMessage,
  field: DescField,
  key: string,
  value: unknown,
  path: Path,
  found: Wrong[],
): void {
  const here = [...path, key];
  const before = found.length;
  const inner = field.message;
  if (field.fieldKind === 'list' && Array.isArray(value)) {
    for (const [index, one] of value.entries()) {
      if (refusal(message, { [key]: [one] as JsonValue[] }) === undefined) continue;
      inPart(inner, one, [...here, index], found, field);
    }
  } else if (field.fieldKind === 'map' && isMap(value)) {
    for (const [name, one] of Object.entries(value)) {
      if (refusal(message, { [key]: { [name]: one } }) === undefined) continue;
      inPart(inner, one, [...here, name], found, field);
    }
  } else if (field.fieldKind === 'message' && inner !== undefined) inMessage(inner, value, here, found);
  if (found.length === before) {
    const what = `the sample has ${received(value)}, and ${expected(field)} is expected`;
    found.push({ path: here, what, fix: toFix });
  }
}

function inPart(
  inner: DescMessage | undefined,
  value: unknown,
  path: Path,
  found: Wrong[],
  field: DescField,
): void {
  const before = found.length;
  if (inner !== undefined) inMessage(inner, value, path, found);
  if (found.length > before) return;
  found.push({
    path,
    what: `the sample has ${received(value)}, and ${kindOf(field)} is expected`,
    fix: toFix,
  });
}

function expected(field: DescField): string {
  if (field.fieldKind === 'list') return `a list of ${kindOf(field)}`;
  return field.fieldKind === 'map' ? `a map of ${kindOf(field)}` : kindOf(field);
}

function kindOf(field: DescField): string {
  if (field.message !== undefined) return nameOf(field.message);
  if (field.enum !== undefined) return `one of ${field.enum.values.map(({ name }) => name).join(', ')}`;
  const { ScalarType: types } = library().protobuf;
  return field.scalar === undefined ? 'a value' : types[field.scalar].toLowerCase();
}

const nameOf = ({ typeName, name }: DescMessage): string =>
  typeName.startsWith('google.protobuf.') ? typeName : `a message ${name}`;

/** Without the name of the message, which stands before. */
const reason = (text: string): string => text.replace(/^cannot decode .*? from JSON: /, '');

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

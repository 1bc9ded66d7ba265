import { createHash } from 'node:crypto';
import { isProtoText, protoText } from '../model/schemas/protobuf/link.ts';
import type { SharedSchema } from '../model/catalog.ts';
import { compare } from '../model/text/problem.ts';
import { registryText } from './registry-schemas.ts';
import type { SchemaSubject } from './schema-subjects.ts';
import type { SystemSchemas } from './system-schemas.ts';

/** What a program needs that registers the schemas of one system. */
export interface Registration extends Pick<SystemSchemas, 'excepted'> {
  readonly environment: string;
  readonly keepsMetadata: boolean;
  readonly asksBoth: boolean;
  readonly subjects: readonly SchemaSubject[];
}

/** A schema, however many subjects have it or refer to it. */
interface WrittenSchema extends Pick<SharedSchema, 'file'> {
  /** Undefined for a message of all systems. */
  readonly system?: string;
  /** JSON, or the text of a .proto file. */
  readonly text: string;
}

interface WrittenSubject
  extends Omit<SchemaSubject, 'value' | 'shared' | 'text' | 'file' | 'topic' | 'system'> {
  readonly topic?: string;
  readonly system?: string;
  /** By their numbers among the schemas. */
  readonly schema: number;
  readonly shared: readonly number[];
}

interface Head extends Omit<Registration, 'subjects'> {
  readonly kind: 'head';
}

type Line =
  | Head
  | { readonly kind: 'schema'; readonly number: number; readonly of: WrittenSchema }
  | { readonly kind: 'subject'; readonly of: WrittenSubject };

/** The end of the names of what `registrationParts` makes. */
const fileEnd = '.jsonl';

/** `subjects-001.jsonl` */
function fileName(index: number): string {
  return `subjects-${String(index + 1).padStart(3, '0')}${fileEnd}`;
}

/** Bytes of one schema as JSON has its text: a ConfigMap holds 1 MiB in all, and a schema is in one of them. */
export const largestInFile = 1_000_000;

/** Bytes that a schema takes in a file. */
export function bytesInFile({ text }: Pick<SchemaSubject, 'text'>): number {
  return Buffer.byteLength(JSON.stringify(text));
}

export function isRegistrationFile(name: string): boolean {
  return name.startsWith('subjects-') && name.endsWith(fileEnd);
}

/** SHA-256 of a program and of the files that it is started with: it must run with nothing else. */
export function registrationDigest(program: string, files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256').update(program);
  for (const name of Object.keys(files).sort(compare)) hash.update(`\n${name}\n`).update(files[name] ?? '');
  return hash.digest('hex');
}

/**
 * A registration as files, each in a map of its own with at most so many bytes: what does not fit begins the next one.
 * A line that is longer has a map of its own too.
 */
export function registrationParts(
  registration: Registration,
  mostBytes: number,
): Readonly<Record<string, string>>[] {
  const parts: string[][] = [[]];
  let bytes = 0;
  for (const line of linesOf(registration)) {
    const text = `${JSON.stringify(line)}\n`;
    const length = Buffer.byteLength(text);
    if (bytes > 0 && bytes + length > mostBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(text);
    bytes += length;
  }
  return parts.map((lines, index) => ({ [fileName(index)]: lines.join('') }));
}

function linesOf({ subjects, ...head }: Registration): Line[] {
  const schemas: Line[] = [];
  const numbers = new Map<string, number>();
  const numberOf = ({ file, system, value }: SharedSchema): number => {
    const key = JSON.stringify([system, file]);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(key, number);
    const text = isProtoText(value) ? value.proto : JSON.stringify(value);
    schemas.push({
      kind: 'schema',
      number,
      of: { file, ...(system === undefined ? {} : { system }), text },
    });
    return number;
  };
  const written = subjects.map((subject): Line => {
    const { value, shared, text: _text, file, topic, system, ...rest } = subject;
    const itself = shared.find((one) => one.value === value);
    return {
      kind: 'subject',
      of: {
        ...rest,
        ...(topic === undefined ? {} : { topic }),
        ...(system === undefined ? {} : { system }),
        // A message is what others share, by its own home.
        schema: numberOf(itself ?? { file, system, value }),
        shared: shared.map(numberOf),
      },
    };
  });
  return [{ kind: 'head', ...head }, ...schemas, ...written];
}

/**
 * What files of `registrationParts` say.
 * @throws Error where a file is not one of them: whoever reads them has the program that wrote them
 */
export function readRegistration(files: Readonly<Record<string, string>>): Registration {
  const lines = Object.keys(files)
    .sort(compare)
    .flatMap((name) => (files[name] ?? '').split('\n').filter((line) => line !== ''))
    .map((line) => JSON.parse(line) as Line);
  const head = lines.find((line) => line.kind === 'head');
  if (head === undefined) throw new Error('the files do not say of which environment they are');
  const schemas = new Map(
    lines.flatMap((line) => (line.kind === 'schema' ? [[line.number, schemaOf(line.of)] as const] : [])),
  );
  const schemaBy = (number: number): SharedSchema => {
    const found = schemas.get(number);
    if (found === undefined) throw new Error(`the files have no schema ${number}`);
    return found;
  };
  const { kind: _kind, ...terms } = head;
  return {
    ...terms,
    subjects: lines.flatMap((line): SchemaSubject[] => {
      if (line.kind !== 'subject') return [];
      const { schema, shared, topic, system, ...rest } = line.of;
      const { file, value } = schemaBy(schema);
      return [
        {
          ...rest,
          topic,
          system,
          file,
          value,
          shared: shared.map(schemaBy),
          text: registryText(value, rest.language),
        },
      ];
    }),
  };
}

function schemaOf({ file, system, text }: WrittenSchema): SharedSchema {
  const value: unknown = file.endsWith('.proto') ? protoText(file, text) : JSON.parse(text);
  return { file, system, value };
}

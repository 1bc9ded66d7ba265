import { join } from 'node:path';
import { avroChecker } from '../../model/schemas/avro-checker.ts';
import { schemaChecker } from '../../model/schemas/json-schema.ts';
import { protobufChecker } from '../../model/schemas/protobuf/checker.ts';
import { protoText } from '../../model/schemas/protobuf/link.ts';
import { draft as jsonDraft, isMap } from '../../model/schemas/schema-keywords.ts';
import {
  type CompatibilityMode,
  compatibilityModes,
  type SchemaFormat,
  schemaFiles,
} from '../../model/terms/schema-terms.ts';
import { hiddenInFile } from '../../model/text/hidden-characters.ts';
import { readJson } from '../../model/text/json-text.ts';
import { isError, type Problem, problem, type Read } from '../../model/text/problem.ts';
import { readText } from '../../model/text/read-files.ts';
import { size } from '../../model/text/size.ts';
import { type Backup, backupFile, parseBackup } from '../../registry/backup.ts';
import type { Draft } from './draft.ts';
import { smallestMessage } from './smallest-message.ts';

/** What `schemas pull` wrote of one environment. */
export interface PulledSchemas {
  readonly folder: string;
  readonly backup: Backup;
  readonly bySubject: ReadonlyMap<string, Backup['subjects'][number]>;
}

/** A list of 10,000 subjects with their versions. */
const largestList = size('64MiB');

export function readPulled(folder: string): Read<PulledSchemas> {
  const shown = join(folder, backupFile);
  const text = readText(shown, shown, largestList);
  if (!text.ok) return text;
  const backup = parseBackup(text.value);
  if (backup === undefined) {
    const fix = 'name a folder that `workstreams schemas pull` wrote: <out>/<environment>';
    const place = { file: shown, line: 1, column: 1 };
    return { ok: false, problems: [problem(place, '', 'this is no backup of a registry', fix)] };
  }
  const bySubject = new Map(backup.subjects.map((one) => [one.subject, one]));
  return { ok: true, value: { folder, backup, bySubject } };
}

const languages: Readonly<Record<string, SchemaFormat>> = {
  AVRO: 'avro',
  JSON: 'json-schema',
  PROTOBUF: 'protobuf',
};

/** What a registry's schemas did for an import. */
export interface Answered {
  readonly drafts: readonly Draft[];
  /** Subjects whose schemas were taken. */
  readonly taken: readonly string[];
  /** Subjects whose schemas were not, with the reason. */
  readonly left: readonly { readonly subject: string; readonly why: string }[];
}

/**
 * Drafts with the schemas that a registry had for their topics: their question `schema` is answered.
 * @param namesOf the topics of a draft, its primary ones first
 */
export function answered(
  drafts: readonly Draft[],
  namesOf: (draft: Draft) => readonly string[],
  pulled: PulledSchemas,
): Answered {
  const taken: string[] = [];
  const left: Answered['left'][number][] = [];
  const all = drafts.map((draft) => {
    const topic = namesOf(draft).find((name) => pulled.bySubject.has(`${name}-value`));
    const found = topic === undefined ? undefined : withPulled(draft, topic, pulled);
    if (topic === undefined || found === undefined) return draft;
    const subject = `${topic}-value`;
    if ('why' in found) left.push({ subject, why: found.why });
    else taken.push(subject);
    return 'draft' in found ? found.draft : draft;
  });
  return { drafts: all, taken, left };
}

type Found = { readonly draft: Draft } | { readonly why: string };

/** Undefined where the registry had nothing, and a reason where what it had cannot be taken. */
function withPulled(draft: Draft, topic: string, pulled: PulledSchemas): Found | undefined {
  const value = pulled.bySubject.get(`${topic}-value`);
  const latest = value?.versions.at(-1);
  if (value === undefined || latest === undefined || draft.there !== undefined) return undefined;
  const format = languages[latest.format];
  if (format === undefined) return { why: `its format is ${latest.format}` };
  if (latest.references.length > 0) return { why: 'it names other subjects' };
  const read = schemaIn(pulled.folder, latest.file, format, 'value');
  if (read === undefined) return { why: 'it cannot be read' };
  const sample = smallest(format, read);
  if (sample === undefined) return { why: 'no message that it takes could be made' };
  const level = value.compatibility ?? pulled.backup.compatibility;
  const key = pulled.bySubject.get(`${topic}-key`)?.versions.at(-1);
  const keySchema =
    key === undefined || languages[key.format] !== format || key.references.length > 0
      ? undefined
      : schemaIn(pulled.folder, key.file, format, 'key');
  const { questions = [], ...terms } = draft.terms;
  return {
    draft: {
      ...draft,
      schemas: { value: read, sample, ...(keySchema === undefined ? {} : { key: keySchema }) },
      terms: {
        ...terms,
        schema: { ...terms.schema, format, compatibility: modeOf(level) },
        questions: questions.filter((one) => one !== 'schema'),
      },
    },
  };
}

function modeOf(level: string | null): CompatibilityMode {
  const wanted = level?.toLowerCase().replace('_', '-');
  return compatibilityModes.find((one) => one === wanted) ?? 'none';
}

/** A schema that a contract may have beside it; undefined where it may not. */
function schemaIn(folder: string, file: string, format: SchemaFormat, part: 'value' | 'key'): unknown {
  const text = readText(join(folder, file), file);
  if (!text.ok || hiddenInFile(text.value).length > 0) return undefined;
  const name = schemaFiles[format][part];
  const schema = format === 'protobuf' ? protoText(name, text.value) : json(text.value, format);
  return schema !== undefined && problemsOf(format, part, schema, []).length === 0 ? schema : undefined;
}

/** What a registry stores of one type is its name, which is no schema of a message here. */
function json(text: string, format: SchemaFormat): unknown {
  const read = readJson('', text);
  if (!read.ok || !isMap(read.value)) return undefined;
  // What says no draft is read by the one that all schemas here have.
  return format === 'json-schema' ? { $schema: jsonDraft, ...read.value } : read.value;
}

function smallest(format: SchemaFormat, schema: unknown): unknown {
  const sample = smallestMessage[format](schema);
  return problemsOf(format, 'value', schema, [sample]).length === 0 ? sample : undefined;
}

const atStart = (file: string) => () => ({ file, line: 1, column: 1 });

function problemsOf(
  format: SchemaFormat,
  part: 'value' | 'key',
  value: unknown,
  samples: readonly unknown[],
): Problem[] {
  const checks = {
    'json-schema': () => {
      const { check } = schemaChecker([]);
      return { value: check, key: check };
    },
    avro: () => avroChecker([], atStart),
    protobuf: () => protobufChecker([], atStart),
  }[format]();
  const told = checks[part](
    { file: schemaFiles[format][part], value },
    samples.map((sample) => ({ file: 'samples/example.json', value: sample })),
  );
  return told.filter(isError);
}

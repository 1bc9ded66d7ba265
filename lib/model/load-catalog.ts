import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isKebab } from '../naming/segments.ts';
import { type Catalog, catalogOf, messagesFolder, reservedSystems, type SharedSchema } from './catalog.ts';
import { builtInMessages } from './messages/built-in.ts';
import { type Contract, contractSchema, type JsonSchemaFile, type Sample } from './terms/contract.ts';
import { removeHidden } from './text/hidden-characters.ts';
import { hiddenInJson, readJson } from './text/json-text.ts';
import { hiddenInSchema } from './schemas/hidden-in-schema.ts';
import { avroChecker, isAvroFile } from './schemas/avro-checker.ts';
import { sharedTypeName } from './schemas/avro-link.ts';
import { schemaChecker, type SchemaCheck } from './schemas/json-schema.ts';
import { hiddenInProto, protobufChecker } from './schemas/protobuf/checker.ts';
import { isProtoText, protoText } from './schemas/protobuf/link.ts';
import { protoPlaces } from './schemas/protobuf/places.ts';
import { hasSyntax } from './schemas/protobuf/schema.ts';
import { nearest } from './text/nearest.ts';
import { type Problem, problem, received } from './text/problem.ts';
import { listFolder, readText } from './text/read-files.ts';
import { isSharedSchemaFile, type SchemaFormat, schemaFiles } from './terms/schema-terms.ts';
import { declarationOf, type SystemDeclaration, systemSchema } from './terms/system.ts';
import { readTerms } from './read-terms.ts';
import { classPolicies, declaredClasses, type TopicClass, topicClasses } from './topic-class.ts';
import { pathText, placesIn, type Read, type YamlSource } from './text/yaml-source.ts';

/**
 * Reads `<root>/contracts/<system>/system.yaml` and `<context>/<class>/<topic>/v<N>/` beside it, of every system.
 * Collects the problems of all files; where there are any, `readable` has what could be read.
 */
export function loadCatalog(root: string): LoadedCatalog {
  const problems: Problem[] = [];
  const systems: SystemDeclaration[] = [];
  const contracts: Contract[] = [];
  const shared: SharedSchema[] = [];
  const base = listFolder(join(root, 'contracts'), 'contracts', problems);
  strays(base.files, 'contracts', problems);

  const common = withBuiltIn(
    base.folders.includes(messagesFolder) ? readMessages(root, 'contracts', problems) : [],
  );
  shared.push(...common.map((one) => ({ system: undefined, ...one })));
  const judged = new Set<JsonSchemaFile>(builtInMessages);

  for (const id of base.folders.filter((name) => name !== messagesFolder)) {
    const folder = `contracts/${id}`;
    if (!isKebab(id)) {
      problems.push(badFolder(folder, id, 'a system is lowercase kebab'));
      continue;
    }
    if (reservedSystems.includes(id)) {
      problems.push(badFolder(folder, id, 'no system has this name: choose another'));
      continue;
    }
    const system = readSystem(root, id, problems);
    if (system !== undefined) systems.push(system);
    const messages = readMessages(root, folder, problems);
    shared.push(...messages.map((one) => ({ system: id, ...one })));
    const shareable = [...common, ...messages];
    const placer = (file: string) => placesOf(root, file);
    const schemas = schemaChecker(
      shareable.filter((one) => !isProtoText(one.value) && !isAvroFile(one)),
      placer,
      judged,
    );
    const protobuf = protobufChecker(shareable, placer, judged);
    const avro = avroChecker(shareable, placer, judged);
    // What is wrong with a schema of all systems is reported once.
    for (const one of common) judged.add(one);
    problems.push(
      ...schemas.problems,
      ...protobuf.problems,
      ...avro.problems,
      ...sharedTwice(common, messages),
    );
    const checks: Checks = {
      'json-schema': { value: schemas.check, key: schemas.check },
      avro,
      protobuf,
    };
    for (const address of walkSystem(root, id, system, problems)) {
      const contract = readContract(root, address, checks, problems);
      // Without its system nothing can be said of a contract.
      if (contract !== undefined && system !== undefined) contracts.push(contract);
    }
  }
  const catalog = catalogOf(contracts, systems, shared);
  return problems.length > 0 ? { ok: false, problems, readable: catalog } : { ok: true, value: catalog };
}

type Checks = Readonly<Record<SchemaFormat, { readonly value: SchemaCheck; readonly key: SchemaCheck }>>;

/** A .proto file is imported by its name, and an Avro type named: no two that a system may use have one. */
function sharedTwice(common: readonly JsonSchemaFile[], messages: readonly JsonSchemaFile[]): Problem[] {
  const nameOf = ({ value }: JsonSchemaFile) => (isProtoText(value) ? value.path : sharedTypeName(value));
  const known = new Map<string, string>();
  const twice = (one: JsonSchemaFile): Problem[] => {
    const name = nameOf(one);
    const other = name === undefined ? undefined : known.get(name);
    if (name !== undefined) known.set(name, other ?? one.file);
    if (other === undefined) return [];
    const [what, fix] = isProtoText(one.value)
      ? [`${other} is imported by the same name`, 'give the file another name']
      : [`${other} has the same type: ${received(name)}`, 'remove one, or give the type another name'];
    return [problem({ file: one.file, line: 1, column: 1 }, '', what, fix)];
  };
  for (const one of common) twice(one);
  return messages.flatMap(twice);
}

/** A stack may have one of its own in the place of one that is built in. */
function withBuiltIn(own: readonly JsonSchemaFile[]): JsonSchemaFile[] {
  const idOf = ({ value }: JsonSchemaFile) => (value as { $id?: unknown } | null)?.$id;
  const ids = new Set(own.map(idOf));
  return [...builtInMessages.filter((one) => !ids.has(idOf(one))), ...own];
}

const systemFile = 'system.yaml';

function readSystem(root: string, id: string, problems: Problem[]): SystemDeclaration | undefined {
  const file = `contracts/${id}/${systemFile}`;
  if (lstatSync(join(root, file), { throwIfNoEntry: false }) === undefined) {
    const fix = `add ${systemFile} (npx workstreams new system writes one), or remove the folder`;
    problems.push(
      problem({ file: `contracts/${id}`, line: 1, column: 1 }, '', `the folder has no ${systemFile}`, fix),
    );
    return undefined;
  }
  const read = readTerms(root, file, systemSchema, 'System');
  const system = read.ok ? declarationOf(id, read.value.terms, read.value.source) : read;
  if (system.ok) return system.value;
  problems.push(...system.problems);
  return undefined;
}

type LoadedCatalog = Read<Catalog> &
  ({ readonly ok: true } | { readonly ok: false; readonly readable: Catalog });

type Address = Contract['address'];

function walkSystem(
  root: string,
  id: string,
  system: SystemDeclaration | undefined,
  problems: Problem[],
): Address[] {
  const addresses: Address[] = [];
  const systemFolder = `contracts/${id}`;
  const contexts = listFolder(join(root, systemFolder), systemFolder, problems);
  strays(
    contexts.files.filter((name) => name !== systemFile),
    systemFolder,
    problems,
  );
  for (const context of contexts.folders.filter((name) => name !== messagesFolder)) {
    const contextFolder = `${systemFolder}/${context}`;
    const named = system?.naming.folder('context', context);
    if (named?.ok === false) {
      problems.push(badFolder(contextFolder, context, named.error));
      continue;
    }
    const classes = listFolder(join(root, contextFolder), contextFolder, problems);
    strays(classes.files, contextFolder, problems);
    for (const name of classes.folders) {
      const classFolder = `${contextFolder}/${name}`;
      const cls = topicClasses.find((one) => one === name);
      if (cls === undefined || !classPolicies[cls].declared) {
        problems.push(unknownFolder(classFolder, name, 'class', declaredClasses));
        continue;
      }
      addresses.push(...walkClass(root, classFolder, { system: id, context, class: cls }, problems));
    }
  }
  return addresses;
}

function walkClass(
  root: string,
  folder: string,
  above: { system: string; context: string; class: TopicClass },
  problems: Problem[],
): Address[] {
  const topics = listFolder(join(root, folder), folder, problems);
  strays(topics.files, folder, problems);
  return topics.folders.flatMap((topic) => {
    const topicFolder = `${folder}/${topic}`;
    const versions = listFolder(join(root, topicFolder), topicFolder, problems);
    strays(versions.files, topicFolder, problems);
    return versions.folders.flatMap((name) => {
      const match = /^v([1-9][0-9]{0,5})$/.exec(name);
      if (match) return [{ ...above, topic, version: Number(match[1]) }];
      problems.push(badFolder(`${topicFolder}/${name}`, name, 'a version folder is v1, v2 and so on'));
      return [];
    });
  });
}

const contractFile = 'contract.yaml';
const samplesFolder = 'samples';

function readContract(
  root: string,
  address: Address,
  checks: Checks,
  problems: Problem[],
): Contract | undefined {
  const folder = `contracts/${address.system}/${address.context}/${address.class}/${address.topic}/v${address.version}`;
  const listed = listFolder(join(root, folder), folder, problems);
  const read = readTerms(root, `${folder}/${contractFile}`, contractSchema, 'Contract');
  if (!read.ok) problems.push(...read.problems);

  const format = read.ok ? read.value.terms.schema.format : formatOf(listed.files);
  const { value: valueSchemaFile, key: keySchemaFile } = schemaFiles[format];
  const expected = [contractFile, valueSchemaFile, keySchemaFile];
  for (const name of listed.files.filter((file) => !expected.includes(file))) {
    const near = nearest(name, expected);
    problems.push(
      badFolder(
        `${folder}/${name}`,
        name,
        isSchemaFile(name)
          ? `schema.format is ${format}: its schemas are ${valueSchemaFile} and ${keySchemaFile}`
          : near === undefined
            ? `a contract's folder holds ${expected.join(', ')} and ${samplesFolder}/`
            : `did you mean "${near}"?`,
      ),
    );
  }
  for (const name of listed.folders.filter((one) => one !== samplesFolder)) {
    problems.push(badFolder(`${folder}/${name}`, name, `the only folder here is ${samplesFolder}/`));
  }

  const valueSchema = readSchema(root, `${folder}/${valueSchemaFile}`, problems);
  const keySchema = listed.files.includes(keySchemaFile)
    ? readSchema(root, `${folder}/${keySchemaFile}`, problems)
    : undefined;
  const samples = listed.folders.includes(samplesFolder)
    ? readSamples(root, `${folder}/${samplesFolder}`, problems)
    : [];
  if (valueSchema) problems.push(...checks[format].value(valueSchema, samples));
  if (keySchema) problems.push(...checks[format].key(keySchema, []));
  if (!read.ok || valueSchema === undefined || !hasSyntax(valueSchema.value)) return undefined;
  return { address, ...read.value, valueSchema, keySchema, samples };
}

/** The format of a contract that cannot be read, by what stands beside it. */
function formatOf(files: readonly string[]): SchemaFormat {
  const formats = Object.keys(schemaFiles) as SchemaFormat[];
  return formats.find((format) => files.includes(schemaFiles[format].value)) ?? 'json-schema';
}

function isSchemaFile(name: string): boolean {
  return Object.values(schemaFiles).some(({ value, key }) => name === value || name === key);
}

function readSchema(root: string, file: string, problems: Problem[]): JsonSchemaFile | undefined {
  if (file.endsWith('.proto')) return readProto(root, file, problems);
  const schema = readJsonFile(join(root, file), file, problems);
  const unseen = schema === undefined ? undefined : hiddenInSchema(schema.value);
  if (schema === undefined || unseen === undefined) return schema;
  const what = `text with the character ${unseen.name}`;
  problems.push(problem(placesOf(root, file)(unseen.path), pathText(unseen.path), what, removeHidden));
  return undefined;
}

function readProto(root: string, file: string, problems: Problem[]): JsonSchemaFile | undefined {
  const text = readText(join(root, file), file);
  const unseen = text.ok ? hiddenInProto(file, text.value) : text.problems;
  problems.push(...unseen);
  if (!text.ok || unseen.length > 0) return undefined;
  return { file, value: protoText(file, text.value) };
}

function readSamples(root: string, folder: string, problems: Problem[]): Sample[] {
  const { files, folders } = listFolder(join(root, folder), folder, problems);
  for (const name of folders) problems.push(badFolder(`${folder}/${name}`, name, 'samples are files'));
  return files.flatMap((name) => {
    if (!name.endsWith('.json')) {
      problems.push(badFolder(`${folder}/${name}`, name, 'a sample is a .json file'));
      return [];
    }
    const sample = readJsonFile(join(root, folder, name), `${folder}/${name}`, problems);
    return sample === undefined ? [] : [sample];
  });
}

/** A folder that is not there holds none: git keeps no empty one. */
function readMessages(root: string, folder: string, problems: Problem[]): JsonSchemaFile[] {
  const shown = `${folder}/${messagesFolder}`;
  if (lstatSync(join(root, shown), { throwIfNoEntry: false }) === undefined) return [];
  const { files } = listFolder(join(root, shown), shown, problems);
  return files.flatMap((name) => {
    if (!isSharedSchemaFile(name)) {
      const fix = 'a shared schema is a .schema.json, .avsc or .proto file';
      problems.push(badFolder(`${shown}/${name}`, name, fix));
      return [];
    }
    const schema = readSchema(root, `${shown}/${name}`, problems);
    return schema === undefined ? [] : [schema];
  });
}

function readJsonFile(path: string, file: string, problems: Problem[]): JsonSchemaFile | undefined {
  const text = readText(path, file);
  const read = text.ok ? readJson(file, text.value) : text;
  const unseen = text.ok ? hiddenInJson(file, text.value) : [];
  if (read.ok && unseen.length === 0) return { file, value: read.value };
  problems.push(...(read.ok ? [] : read.problems), ...unseen);
  return undefined;
}

/** Places in a JSON or .proto file, read again: kept for all samples, texts would cost more than they are asked for. */
export function placesOf(root: string, file: string): YamlSource['place'] {
  const text = readText(join(root, file), file);
  const inFile = file.endsWith('.proto') ? protoPlaces : placesIn;
  return inFile(file, text.ok ? text.value : '');
}

function strays(files: readonly string[], folder: string, problems: Problem[]): void {
  for (const name of files.filter((file) => !/^README\.md$/.test(file))) {
    problems.push(
      badFolder(
        `${folder}/${name}`,
        name,
        'no file belongs here: contracts are in contracts/<system>/<context>/<class>/<topic>/v<N>/',
      ),
    );
  }
}

function badFolder(file: string, name: string, fix: string): Problem {
  return problem({ file, line: 1, column: 1 }, '', `"${name}" does not belong here`, fix);
}

function unknownFolder(file: string, name: string, kind: string, known: readonly string[]): Problem {
  const near = nearest(name, known);
  const fix =
    near === undefined ? `known: ${known.join(', ')}` : `did you mean "${near}"? known: ${known.join(', ')}`;
  return problem({ file, line: 1, column: 1 }, '', `"${name}" is no ${kind}`, fix);
}

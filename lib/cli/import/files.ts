import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { currentApiVersion } from '../../model/renamed-keys.ts';
import type { ContractException, EnvironmentException } from '../../model/terms/exception.ts';
import { addressText, type Contract } from '../../model/terms/contract.ts';
import { protoText } from '../../model/schemas/protobuf/link.ts';
import { schemaText } from '../../model/schemas/schema-text.ts';
import { type SchemaFormat, schemaFiles } from '../../model/terms/schema-terms.ts';
import type { Service, SystemDeclaration } from '../../model/terms/system.ts';
import type { Edit } from '../new/edits.ts';
import { withExceptions } from '../new/environment-edits.ts';
import { type Addition, withAdditions } from '../new/map-edits.ts';
import { systemFileOf, systemText } from '../new/system-file.ts';
import { importedPurpose } from './world.ts';
import {
  contractFileOf,
  type Draft,
  importedHere,
  importedOf,
  type ImportContext,
  missingClients,
  type Pins,
} from './draft.ts';

const before: Readonly<Record<string, string>> = {
  exceptions: '# What was imported although a rule refuses it, and until when.\n',
  questions: '# What is a guess above: answer it, and take it off the list.\n',
  imported:
    '# What differs from contract, class and environment: remove a line, and the plan says what that changes.\n',
};

/** Contract, a schema that takes any message, and a sample; of a contract that is there the file alone, edited. */
export function contractFiles(
  root: string,
  draft: Draft,
  pins: Pins,
  exceptions: readonly ContractException[],
  context: ImportContext,
): Edit[] {
  const path = contractFileOf(draft);
  if (draft.there !== undefined)
    return [
      { path, text: editedContract(root, draft, draft.there, pins, exceptions, context), replaces: true },
    ];
  const { questions, ...terms } = draft.terms;
  const imported = importedOf(draft, pins, context);
  const whole = {
    apiVersion: currentApiVersion,
    kind: 'Contract',
    ...terms,
    ...(exceptions.length === 0 ? {} : { exceptions }),
    ...(questions === undefined ? {} : { questions }),
    ...(imported === undefined ? {} : { imported }),
  };
  // Only a key of the contract itself begins a line.
  const text = stringify(whole, { lineWidth: 0 }).replaceAll(
    /^(exceptions|questions|imported):/gm,
    (key, name: string) => `${before[name] ?? ''}${key}`,
  );
  const { valueSchema, keySchema, samples } = besideContract(draft);
  return [
    { path, text },
    ...[valueSchema, ...(keySchema === undefined ? [] : [keySchema])].map(({ file, value }) => ({
      path: file,
      text: `${schemaText(value).trimEnd()}\n`,
    })),
    ...samples.map(({ file, value }) => ({ path: file, text: `${JSON.stringify(value)}\n` })),
  ];
}

/** A contract that an import from another environment made, with this one beside it. */
function editedContract(
  root: string,
  draft: Draft,
  there: Contract,
  pins: Pins,
  exceptions: readonly ContractException[],
  context: ImportContext,
): string {
  const path = contractFileOf(draft);
  const key = context.environment;
  const { producers, consumers } = draft.terms;
  const text = readFileSync(join(root, path), 'utf8');
  const value = importedHere(draft, pins, context);
  const clients: Addition[] = [
    ...missingClients(producers, there.terms.producers).map((one) => ({ path: ['producers'], value: one })),
    ...missingClients(consumers, there.terms.consumers).map((one) => ({ path: ['consumers'], value: one })),
  ];
  // As an import leaves the file: three thousand of them are not parsed three times. The judge reads what comes of it.
  if (clients.length + exceptions.length === 0 && endsWithImported.test(text))
    return text + stringify({ [key]: value }, { lineWidth: 0 }).replaceAll(/^(?=.)/gm, '    ');
  const additions: Addition[] = [
    ...clients,
    { path: ['imported', 'in'], key, value },
    ...exceptions.map((one) => ({ path: ['exceptions'], value: one })),
  ];
  return withAdditions(path, text, additions, before['exceptions']);
}

/** `imported` is the last key of a file, and `in` the last of `imported`. */
const endsWithImported = /\nimported:\n(?: {2}topic: .*\n)? {2}in:\n(?: {4}.*\n)+$/;

const unknown = 'Not known yet.';

/** A schema that no one has written: JSON Schema takes any message, the others one without fields. */
const anyMessage: Readonly<Record<SchemaFormat, (title: string) => object>> = {
  'json-schema': (title) => ({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    description: `${unknown} Any message is taken.`,
  }),
  avro: () => ({ type: 'record', name: 'Unknown', doc: unknown, fields: [] }),
  protobuf: () =>
    protoText(schemaFiles.protobuf.value, `syntax = "proto3";\n\n// ${unknown}\nmessage Unknown {}\n`),
};

/** Schemas and samples of a draft: what a registry had, or what says nothing of messages that no one has described. */
export function besideContract({ address, terms, schemas }: Draft): Omit<Contract, 'terms' | 'source'> {
  const folder = `contracts/${addressText(address)}`;
  const { format } = terms.schema;
  const files = schemaFiles[format];
  if (schemas !== undefined) {
    const { value, key, sample } = schemas;
    return {
      address,
      valueSchema: { file: `${folder}/${files.value}`, value },
      keySchema: key === undefined ? undefined : { file: `${folder}/${files.key}`, value: key },
      samples: [{ file: `${folder}/samples/example.json`, value: sample }],
    };
  }
  return {
    address,
    valueSchema: { file: `${folder}/${files.value}`, value: anyMessage[format](address.topic) },
    keySchema: undefined,
    samples: [{ file: `${folder}/samples/example.json`, value: {} }],
  };
}

/** The system's file: new, or with more services and with users of this environment. */
export function systemFiles(
  root: string,
  id: string,
  services: readonly Service[],
  there: SystemDeclaration | undefined,
  environment: string,
): Edit[] {
  const path = systemFileOf(id);
  if (there === undefined || !existsSync(join(root, path)))
    return [{ path, text: systemText(importedPurpose, 'imported', services) }];
  if (services.length === 0) return [];
  const known = new Set(there.services.map((one) => one.id));
  const additions = services.map(
    ({ id: key, ...terms }): Addition =>
      known.has(key)
        ? { path: ['services', key, 'imported'], key: environment, value: terms.imported?.[environment] }
        : { path: ['services'], key, value: terms },
  );
  return [
    { path, text: withAdditions(path, readFileSync(join(root, path), 'utf8'), additions), replaces: true },
  ];
}

/** The environment's file with exceptions for what was imported from it. */
export function environmentFiles(
  root: string,
  environment: string,
  exceptions: readonly EnvironmentException[],
): Edit[] {
  if (exceptions.length === 0) return [];
  const path = `environments/${environment}.yaml`;
  const text = readFileSync(join(root, path), 'utf8');
  return [{ path, text: withExceptions(path, text, exceptions), replaces: true }];
}

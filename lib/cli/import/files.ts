import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { currentApiVersion } from '../../model/renamed-keys.ts';
import type { ContractException, EnvironmentException } from '../../model/terms/exception.ts';
import { addressText } from '../../model/terms/contract.ts';
import { type SchemaFormat, schemaFiles } from '../../model/terms/schema-terms.ts';
import type { Service } from '../../model/terms/system.ts';
import type { Edit } from '../new/edits.ts';
import { withException } from '../new/environment-edits.ts';
import { systemFileOf, systemText, withServices } from '../new/system-file.ts';
import { importedPurpose } from './world.ts';
import { type Draft, importedOf, type ImportContext, type Pins } from './draft.ts';

const before: Readonly<Record<string, string>> = {
  exceptions: '# What was imported although a rule refuses it, and until when.\n',
  questions: '# What is a guess above: answer it, and take it off the list.\n',
  imported:
    '# What differs from contract, class and environment: remove a line, and the plan says what that changes.\n',
};

/** Contract, a schema that takes any message, and a sample. */
export function contractFiles(
  draft: Draft,
  pins: Pins,
  exceptions: readonly ContractException[],
  context: ImportContext,
): Edit[] {
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
  const parts = Object.entries(whole).map(
    ([key, value]) => `${before[key] ?? ''}${stringify({ [key]: value }, { lineWidth: 0 })}`,
  );
  const folder = `contracts/${addressText(draft.address)}`;
  const { format } = draft.terms.schema;
  return [
    {
      path: `${folder}/contract.yaml`,
      text: parts.join(''),
    },
    {
      path: `${folder}/${schemaFiles[format].value}`,
      text: `${JSON.stringify(placeholder(format, draft.address.topic), undefined, 2)}\n`,
    },
    { path: `${folder}/samples/example.json`, text: '{}\n' },
  ];
}

/** A schema that nobody has written: JSON Schema takes any message, Avro one without fields. */
function placeholder(format: SchemaFormat, title: string): object {
  const said = 'Not known yet.';
  return format === 'avro'
    ? { type: 'record', name: 'Unknown', doc: said, fields: [] }
    : {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title,
        description: `${said} Any message is taken.`,
      };
}

/** The system's file, new or with more services. */
export function systemFiles(root: string, id: string, services: readonly Service[]): Edit[] {
  const path = systemFileOf(id);
  if (!existsSync(join(root, path)))
    return [{ path, text: systemText(importedPurpose, 'imported', services) }];
  if (services.length === 0) return [];
  const text = readFileSync(join(root, path), 'utf8');
  return [{ path, text: withServices(path, text, services), replaces: true }];
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
  return [
    {
      path,
      text: exceptions.reduce((edited, one) => withException(path, edited, one), text),
      replaces: true,
    },
  ];
}

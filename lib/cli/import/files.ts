import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ContractException, EnvironmentException } from '../../model/terms/exception.ts';
import { addressText } from '../../model/terms/contract.ts';
import { type SchemaFormat, schemaFiles } from '../../model/terms/schema-terms.ts';
import type { Service } from '../../model/terms/service.ts';
import type { Edit } from '../new/edits.ts';
import { withException } from '../new/environment-edits.ts';
import { constantOf, literal, serviceText, withServices, withSystem } from '../new/source-edits.ts';
import { type Draft, foundOf, type ImportContext, type Pins } from './draft.ts';

const before: Readonly<Record<string, string>> = {
  exceptions: '# What was found and a rule would refuse.\n',
  questions: '# What is a guess above: answer it, and take it off the list.\n',
  found:
    '# What contract, class and environment would say otherwise: take a line out, and the plan tells what changes.\n',
};

/** Contract, a schema that takes any message, and a sample. */
export function contractFiles(
  draft: Draft,
  pins: Pins,
  exceptions: readonly ContractException[],
  context: ImportContext,
): Edit[] {
  const { questions, ...terms } = draft.terms;
  const found = foundOf(draft, pins, context);
  const whole = {
    ...terms,
    ...(exceptions.length === 0 ? {} : { exceptions }),
    ...(questions === undefined ? {} : { questions }),
    ...(found === undefined ? {} : { found }),
  };
  const parts = Object.entries(whole).map(
    ([key, value]) => `${before[key] ?? ''}${stringify({ [key]: value }, { lineWidth: 0 })}`,
  );
  const folder = `contracts/${addressText(draft.address)}`;
  const { format } = draft.terms.schema;
  return [
    {
      path: `${folder}/contract.yaml`,
      text: `# yaml-language-server: $schema=../../../../../../schemas/contract.schema.json\n${parts.join('')}`,
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
export function systemFiles(
  root: string,
  id: string,
  services: readonly Service[],
  environment: string,
): Edit[] {
  const path = `lib/systems/${id}.ts`;
  if (existsSync(join(root, path))) {
    if (services.length === 0) return [];
    return [
      { path, text: withServices(path, readFileSync(join(root, path), 'utf8'), services), replaces: true },
    ];
  }
  const index = 'lib/systems/index.ts';
  const list = services.map((one) => serviceText(one, '    ')).join('');
  const text = `import { foundSystem } from './found-system.ts';

/** Topics and users that were in the Kafka of ${environment} before their contracts. */
export const ${constantOf(id)} = foundSystem({
  id: ${literal(id)},
  services: [${list === '' ? '' : `\n${list}  `}],
});
`;
  return [
    { path, text },
    { path: index, text: withSystem(readFileSync(join(root, index), 'utf8'), id), replaces: true },
  ];
}

/** The environment's file with exceptions for what was found in it. */
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

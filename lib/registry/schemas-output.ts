import { z } from 'zod';
import { countOutput, formatField, type Printed, textsField } from '../model/outputs/output.ts';
import { described } from '../model/terms/described.ts';
import type { AppliedSubject } from './apply.ts';
import { schemasExitCode, type SchemasPlan } from './schemas-plan.ts';
import { countsOf, stateOf, subjectStates } from './subject-states.ts';
import type { SubjectPlan } from './subject-plan.ts';

const numbered = z.strictObject({
  version: described(z.int().min(1), 'Version of the subject.'),
  id: described(z.int(), 'Id of the schema in the registry.'),
});

const subject = z.strictObject({
  subject: described(z.string(), 'Name of the subject.'),
  state: described(
    z.enum(subjectStates),
    'What becomes of it: `new`, `change`, `blocked`, `same`; `retired` where it is read-only or missing, and `open` where the contract does not know its schema yet.',
  ),
  role: described(z.enum(['key', 'value', 'message']), 'Key or value of a topic, or a shared message.'),
  topic: described(z.string().nullable(), 'Topic. `null` for a shared message.'),
  system: described(z.string().nullable(), 'System. `null` for a message of all systems.'),
  contracts: described(textsField, 'Folders of the contracts below contracts/.'),
  file: described(z.string(), 'File of the schema.'),
  format: described(z.enum(['AVRO', 'JSON', 'PROTOBUF']), 'Format of the schema.'),
  compatibility: described(z.string(), 'Compatibility that the contract promises, as the registry calls it.'),
  registered: described(
    numbered.nullable(),
    'Version that has the schema of the contract. `null` where none has it.',
  ),
  latest: described(numbered.nullable(), 'Latest version. `null` where the registry has none.'),
  nextVersion: described(z.int().nullable(), 'Version that the schema would get. `null` without a new one.'),
  references: described(
    z.array(
      z.strictObject({
        name: described(z.string(), 'Name that the schema has for it.'),
        subject: described(z.string(), 'Subject that has it.'),
        version: described(z.int().min(1), 'Its version.'),
        pending: described(z.boolean(), 'Whether this version is not registered yet.'),
      }),
    ),
    'Shared messages that the schema names itself.',
  ),
  changes: described(
    z.array(
      z.strictObject({
        what: described(z.enum(['mode', 'compatibility', 'metadata', 'version']), 'What changes.'),
        from: described(z.string().nullable(), 'What the registry has. `null` where it has nothing.'),
        to: described(z.string(), 'What it gets.'),
      }),
    ),
    'What `apply` changes, in order.',
  ),
  blocked: described(textsField, 'Why it cannot be applied.'),
  notes: described(textsField, 'What someone should know.'),
  verdict: described(
    z.enum(['compatible', 'incompatible', 'failed']).nullable(),
    'What the registry says of a new version against the latest one: `failed` where its comparison breaks off. `null` where it was not asked or cannot say.',
  ),
  reasons: described(textsField, 'Reasons of the registry, as it gives them.'),
});

const counts = z.strictObject({
  new: described(countOutput, 'Subjects that the registry does not have.'),
  change: described(countOutput, 'Subjects of which something changes.'),
  blocked: described(countOutput, 'Subjects that cannot be applied.'),
  same: described(countOutput, 'Subjects that stay as they are.'),
  retired: described(countOutput, 'Subjects of retired contracts that stay as they are.'),
  open: described(countOutput, 'Subjects whose contracts do not know their schemas yet.'),
});

const common = {
  environment: described(z.string(), 'Environment.'),
  registry: described(z.string(), 'Address of the registry.'),
  counts: described(counts, 'Subjects by what becomes of them.'),
  subjects: described(
    z.array(subject),
    'Subjects of the contracts: shared messages first, then keys and values.',
  ),
  extra: described(
    textsField,
    'Subjects of the registry that no contract has. They are left alone. Empty with `--system` or `--contract`.',
  ),
};

/** What `workstreams schemas plan --format json` prints. */
export const schemasPlanOutput = z.strictObject({
  schema: formatField('workstreams.io/schemas-plan/v1'),
  exitCode: described(
    z.union([z.literal(0), z.literal(2), z.literal(3)]),
    'Exit code of `schemas plan`: 0 nothing to do, 2 changes, 3 blocked.',
  ),
  ...common,
});

/** What `workstreams schemas apply --format json` prints. */
export const schemasApplyOutput = z.strictObject({
  schema: formatField('workstreams.io/schemas-apply/v1'),
  state: described(
    z.enum(['nothing', 'planned', 'applied', 'blocked', 'failed']),
    'Result: nothing to do, planned by `--dry-run`, applied, blocked, or ended by an error after `done`.',
  ),
  failed: described(z.string().nullable(), 'The error that ended it. `null` without one.'),
  done: described(
    z.array(
      z.strictObject({
        subject: described(z.string(), 'Name of the subject.'),
        did: described(textsField, 'What was done, in order.'),
        version: described(
          z.int().nullable(),
          'Version that has the schema of the contract, where it is known.',
        ),
        id: described(z.int().nullable(), 'Its id, likewise.'),
      }),
    ),
    'Subjects that were changed.',
  ),
  ...common,
});

export type SchemasPlanOutput = Printed<z.output<typeof schemasPlanOutput>>;
export type SchemasApplyOutput = Printed<z.output<typeof schemasApplyOutput>>;

export function schemasPlanValue(plan: SchemasPlan): SchemasPlanOutput {
  return { schema: 'workstreams.io/schemas-plan/v1', exitCode: schemasExitCode(plan), ...commonValue(plan) };
}

export function schemasApplyValue(
  plan: SchemasPlan,
  {
    state,
    failed,
    done,
  }: {
    readonly state: SchemasApplyOutput['state'];
    readonly failed?: string;
    readonly done: readonly AppliedSubject[];
  },
): SchemasApplyOutput {
  return {
    schema: 'workstreams.io/schemas-apply/v1',
    state,
    failed: failed ?? null,
    done: done.map((one) => ({ ...one, version: one.version ?? null, id: one.id ?? null })),
    ...commonValue(plan),
  };
}

function commonValue(plan: SchemasPlan) {
  const { environment, registry, extra } = plan;
  return {
    environment,
    registry,
    counts: countsOf(plan),
    subjects: plan.subjects.map(subjectValue),
    extra,
  };
}

function subjectValue(plan: SubjectPlan): SchemasPlanOutput['subjects'][number] {
  const { subject: of, registered, contents, nextVersion, references, changes, verdict } = plan;
  const both = (one: { readonly version: number; readonly id: number } | undefined) =>
    one === undefined ? null : { version: one.version, id: one.id };
  return {
    subject: of.subject,
    state: stateOf(plan),
    role: of.role,
    topic: of.topic ?? null,
    system: of.system ?? null,
    contracts: of.contracts,
    file: of.file,
    format: of.format,
    compatibility: plan.level,
    registered: both(registered),
    latest: both(contents?.latest),
    nextVersion: nextVersion ?? null,
    references: references.map(({ name, subject: to, version, pending }) => ({
      name,
      subject: to,
      version,
      pending,
    })),
    changes: changes.map(({ what, from, to }) => ({ what, from: from ?? null, to })),
    blocked: plan.blocked,
    notes: plan.notes,
    verdict: verdict?.says ?? null,
    reasons: verdict?.messages ?? [],
  };
}

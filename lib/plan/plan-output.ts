import { z } from 'zod';
import { approvalOutput } from '../model/outputs/approval.ts';
import { countOutput, formatField, type Printed, textsField } from '../model/outputs/output.ts';
import { problemOutput } from '../model/outputs/problem.ts';
import { described } from '../model/terms/described.ts';
import { risks } from './risk.ts';

const action = z.enum(['create', 'change', 'rename', 'delete']);
const risk = z.enum(risks);
const value = z.union([z.string(), z.number(), z.boolean()]).nullable();
const wayOut = described(textsField, 'Steps that work, for what is impossible or a rename. Else empty.');

const concern = z.strictObject({
  topics: described(textsField, 'Topics, by their names in Kafka.'),
  owners: described(textsField, 'Owner, on-call and channel of each topic, as one text.'),
  contracts: described(textsField, 'Folders of the contracts.'),
  writers: described(textsField, 'Services that may write, before the change or after it.'),
  readers: described(textsField, 'Services that may read, each with its consumer groups in parentheses.'),
});

const field = z.strictObject({
  path: described(z.string(), 'Path of the field in the object.'),
  before: described(value, 'Earlier value. `null` where there is none, `(hidden)` where it may be a secret.'),
  after: described(value, 'New value, likewise.'),
  risk: described(risk, 'Risk of this change.'),
  says: described(z.string(), 'What happens to data, clients or jobs.'),
  wayOut,
  from: described(
    z.string().nullable(),
    'Where the new value is set. `null` where that is not known, or the change needs no decision.',
  ),
});

const need = z.strictObject({
  change: described(z.string(), 'What an approval must say under `change`.'),
  state: described(
    z.enum(['approved', 'missing', 'expired', 'not needed', 'impossible']),
    'Whether it is approved. No approval allows what is `impossible`.',
  ),
  approval: described(approvalOutput.nullable(), 'Approval that was found. `null` where there is none.'),
});

const change = z.strictObject({
  id: described(z.string(), 'Kind, namespace and name. Of a rename: the earlier one.'),
  kind: described(z.string(), 'Kind of the object.'),
  name: described(z.string(), 'Name of the object.'),
  namespace: described(z.string().nullable(), 'Namespace. `null` where the object has none.'),
  system: described(z.string().nullable(), 'System of the object. `null` where no label names it.'),
  action: described(action, 'What happens to the object.'),
  to: described(z.string().nullable(), 'Of a rename: the new id. Else `null`.'),
  risk: described(risk, 'The worst risk of its changes.'),
  says: described(z.string(), 'What happens to the object, or what its worst field does.'),
  wayOut,
  concern: described(
    concern.nullable(),
    'Whom the change concerns. `null` where no owner is known, or it needs no decision.',
  ),
  fields: described(z.array(field), 'Fields that change, the worst first.'),
  needs: described(z.array(need), 'Approvals that it needs.'),
});

const verdict = z.strictObject({
  risk: described(risk, 'Its risk.'),
  says: described(z.string(), 'What happens to data, clients or jobs.'),
});

const driftField = z.strictObject({
  path: described(z.string(), 'Path of the field in the object.'),
  baseline: described(value, 'Value in the baseline. `null` where there is none.'),
  live: described(value, 'Value in the cluster. `null` where there is none.'),
  reset: described(
    verdict.nullable(),
    'What happens when the cluster gets what is rendered. `null` where it has that already.',
  ),
  stays: described(
    verdict.nullable(),
    'What it means while the cluster has it, where applying the object does not remove it. Else `null`.',
  ),
});

const drift = z.strictObject({
  entries: described(
    z.array(
      z.strictObject({
        id: described(z.string(), 'Kind, namespace and name.'),
        what: described(
          z.enum(['missing', 'extra', 'differs', 'not ready']),
          'How the cluster differs from the baseline.',
        ),
        says: described(z.string(), 'The same as a sentence.'),
        fields: described(z.array(driftField), 'Fields that differ.'),
      }),
    ),
    'Objects that differ, the worst first.',
  ),
  notExported: described(textsField, 'Kinds of the baseline that the export does not have.'),
});

const other = z.strictObject({
  path: described(z.string(), 'Path below the folder of the environment.'),
  objects: described(textsField, 'Ids of its objects.'),
  rendered: described(textsField, 'Ids of those that are rendered too.'),
  unread: described(z.string().nullable(), 'Why the file cannot be read. `null` where it can.'),
});

const schemaChange = z.strictObject({
  subject: described(z.string(), 'Subject in the schema registry.'),
  change: described(
    z.enum(['new', 'changed', 'settings', 'retired', 'left']),
    'What happens to it: a first version, another version, another compatibility, read-only because no one writes with it, or left alone because no contract has it.',
  ),
  says: described(z.string(), 'The same as a sentence.'),
  contracts: described(textsField, 'Folders of its contracts.'),
});

const batch = z.strictObject({
  action: described(action, 'What happens to these topics.'),
  topics: described(textsField, 'Ids of the objects.'),
});

const { object, change: changeText, count } = approvalOutput.shape;

/** An approval without who gave it, and why. */
const proposal = z.strictObject({ object, change: changeText, count });

/** What `workstreams plan --format json` prints. */
export const planOutput = z.strictObject({
  schema: formatField('workstreams.io/plan/v1'),
  environment: described(z.string(), 'Environment.'),
  blocked: described(z.boolean(), 'Whether a change is impossible, or destructive without an approval.'),
  exitCode: described(
    z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
    'Exit code of `plan`: 0 no changes, 1 errors, 2 changes or drift, 3 blocked.',
  ),
  counts: described(
    z.strictObject({
      safe: described(countOutput, 'Objects whose worst risk is `safe`.'),
      review: described(countOutput, 'Likewise `review`.'),
      destructive: described(countOutput, 'Likewise `destructive`.'),
      impossible: described(countOutput, 'Likewise `impossible`.'),
    }),
    'Changed objects by risk.',
  ),
  unchanged: described(countOutput, 'Number of objects that do not change.'),
  adopted: described(textsField, 'Ids of existing objects that this environment takes over unchanged.'),
  others: described(z.array(other), 'Files in the folder of the environment that are not from Workstreams.'),
  objects: described(z.array(change), 'Objects that change, the worst first.'),
  usedApprovals: described(z.array(approvalOutput), 'Approvals that this plan uses.'),
  proposedApprovals: described(
    z.array(proposal),
    'What approvals must say to lift what blocks the plan, one for a group of like changes.',
  ),
  drift: described(drift.nullable(), 'Difference of cluster and baseline. `null` without `--live`.'),
  schemas: described(
    z.array(schemaChange),
    'Subjects of the schema registry that change, by name. Empty where the environment has no registry.',
  ),
  batches: described(
    z.array(batch),
    'Merges in their order, where one has too many topics for the Topic Operator. Else empty.',
  ),
  problems: described(z.array(problemOutput), 'Errors: with them the exit code is 1.'),
  warnings: described(
    z.array(problemOutput),
    'Warnings of rules, about the baseline and the export, and about approvals of what is not planned.',
  ),
});

export type PlanOutput = Printed<z.output<typeof planOutput>>;

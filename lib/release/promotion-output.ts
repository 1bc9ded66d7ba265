import { z } from 'zod';
import { approvalOutput } from '../model/outputs/approval.ts';
import { formatField, type Printed, textsField } from '../model/outputs/output.ts';
import { described } from '../model/terms/described.ts';
import { registryOutput } from './registry-check.ts';
import { planOutput } from '../plan/plan-output.ts';

const commit = z.strictObject({
  id: described(z.string(), 'Id of the commit.'),
  author: described(z.string(), 'Its author.'),
  subject: described(z.string(), 'First line of its message.'),
});

const provenance = z.strictObject({
  commits: described(z.array(commit), 'Commits that the target did not have, the newest first.'),
  more: described(z.boolean(), 'Whether there are more of them.'),
  back: described(z.array(commit), 'Commits that the target has and loses.'),
  approvals: described(
    z.array(
      z.strictObject({
        approval: described(approvalOutput, 'The approval.'),
        commit: described(commit.nullable(), 'Commit that brought it. `null` where that is not known.'),
      }),
    ),
    'Approvals that the plan uses.',
  ),
  leftBehind: described(textsField, 'Folders that stay as they are in the target.'),
  emergencies: described(
    z.record(z.string(), described(z.string(), 'Why the folder was fixed.')),
    'Emergency fixes, by folder.',
  ),
  undone: described(textsField, 'Folders whose emergency fix is lost.'),
});

/** What `workstreams promote --format json` prints. */
export const promotionOutput = z.strictObject({
  schema: formatField('workstreams.io/promotion/v1'),
  from: described(z.string().nullable(), 'Environment of `--from`. `null` without it.'),
  release: described(z.string().nullable(), 'Commit of `--release`. `null` without it.'),
  emergency: described(z.string().nullable(), 'Reason of `--emergency`. `null` without it.'),
  to: described(z.string(), 'Target environment.'),
  state: described(
    z.enum(['nothing', 'planned', 'written', 'blocked', 'refused']),
    'Result: nothing to do, planned by `--dry-run`, written, blocked by the plan, or refused for problems.',
  ),
  catalog: described(z.string(), 'Digest of the contracts that are promoted.'),
  source: described(z.string().nullable(), 'Commit of the contracts. `null` where it is not known.'),
  provenance: described(provenance, 'Where the change comes from.'),
  files: described(
    z.strictObject({
      write: described(textsField, 'Files to write.'),
      remove: described(textsField, 'Files to remove.'),
    }),
    'Files below the folder of the target.',
  ),
  registry: described(registryOutput, 'What the schema registry of the target has of the release.'),
  plan: described(planOutput, 'The plan, as `plan` prints it.'),
});

export type PromotionOutput = Printed<z.output<typeof promotionOutput>>;

import { missingApprovals } from '../../lib/plan/approval-proposal.ts';
import type { FieldChange, PlannedChange } from '../../lib/plan/change.ts';
import type { Plan } from '../../lib/plan/plan.ts';

export function field(
  path: string,
  before: FieldChange['before'],
  after: FieldChange['after'],
  rest: Partial<FieldChange> = {},
): FieldChange {
  return {
    path,
    before,
    after,
    risk: 'review',
    says: `what follows of ${path}`,
    change: `${path}: x -> y`,
    ...rest,
  };
}

/** A name of letters: objects of which only numbers differ are told as one. */
export const nth = (index: number): string =>
  String(index).replaceAll(/[0-9]/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');

export function planned(name: string, rest: Partial<PlannedChange> = {}): PlannedChange {
  return {
    id: `Kind n/${name}`,
    kind: 'Kind',
    name,
    namespace: 'n',
    system: undefined,
    action: 'change',
    risk: 'review',
    says: `what follows for ${name}`,
    fields: [],
    dangers: [],
    needs: [],
    ...rest,
  };
}

/** A plan of no change. */
export function planOf(rest: Partial<Plan> = {}): Plan {
  return {
    environment: 'qa',
    objects: [],
    counts: { safe: 0, review: 0, destructive: 0, impossible: 0 },
    unchanged: 0,
    adopted: [],
    others: [],
    usedApprovals: [],
    proposed: missingApprovals({ objects: rest.objects ?? [] }),
    drift: undefined,
    schemas: [],
    registeredBy: undefined,
    batches: [],
    problems: [],
    warnings: [],
    ...rest,
  };
}

/** A plan in which everything occurs that a plan may say. */
export const richPlan: Plan = planOf({
  others: [
    { path: 'README.md', objects: [], rendered: [], unread: undefined },
    { path: 'chart.yaml', objects: [], rendered: [], unread: 'not YAML: bad' },
    { path: 'kafka.yaml', objects: ['Kafka n/main'], rendered: [], unread: undefined },
    { path: 'topics.yaml', objects: ['Kind n/a', 'Kind n/b'], rendered: ['Kind n/b'], unread: undefined },
  ],
  objects: [
    planned('broken', {
      risk: 'impossible',
      says: 'the operator refuses it',
      wayOut: ['first step', 'second step'],
      fields: [
        field('spec.a', 3, 2, {
          risk: 'impossible',
          says: 'the operator refuses it',
          wayOut: ['first step', 'second step'],
        }),
        field('spec.b', undefined, true, { risk: 'safe', says: 'it is new' }),
        field('spec.password', 'old', 'new', { says: 'another password' }),
      ],
      needs: [{ change: 'spec.a: 3 -> 2', state: 'impossible' }],
    }),
    planned('old', {
      to: 'Kind n/new',
      action: 'rename',
      risk: 'destructive',
      says: 'its data are lost',
      wayOut: ['keep it first'],
      needs: [{ change: 'rename to Kind n/new', state: 'missing' }],
    }),
    planned('kept', {
      risk: 'destructive',
      says: 'older messages are deleted',
      fields: [field('spec.c', '7d', '1d', { risk: 'destructive', says: 'older messages are deleted' })],
      needs: [
        { change: 'spec.c: 7d -> 1d', state: 'approved' },
        { change: 'spec.d: 1 -> 2', state: 'expired' },
        { change: 'spec.e: 1 -> 2', state: 'not needed' },
      ],
    }),
    planned('fresh', { action: 'create', risk: 'safe', says: 'it is made' }),
  ],
  counts: { safe: 1, review: 0, destructive: 2, impossible: 1 },
  unchanged: 7,
  adopted: ['Kind n/a', 'Kind n/b', 'Kind n/c'],
  usedApprovals: [
    {
      object: 'Kind n/kept',
      change: 'spec.c: 7d -> 1d',
      reason: 'no one reads it',
      who: 'the owners',
      until: '2026-12-31',
    },
  ],
  drift: {
    entries: [
      {
        id: 'Kind n/moved',
        what: 'differs',
        says: 'the cluster has another',
        fields: [
          {
            path: 'spec.f',
            baseline: '1',
            live: '2',
            reset: { risk: 'destructive', says: 'messages are deleted' },
          },
          { path: 'spec.token', baseline: 'a', live: undefined },
        ],
      },
      { id: 'Kind n/lost', what: 'missing', says: 'it is not there', fields: [] },
    ],
    notExported: ['Role', 'Secret'],
  },
  batches: [
    { action: 'create', topics: ['KafkaTopic n/a', 'KafkaTopic n/b'] },
    { action: 'delete', topics: ['KafkaTopic n/z'] },
  ],
  problems: [
    {
      place: { file: 'environments/qa.yaml', line: 3, column: 1 },
      key: 'approvals[0]',
      what: 'is not planned',
      fix: 'remove it',
    },
    {
      place: { file: 'environments/qa.yaml', line: 1, column: 1 },
      key: '',
      what: 'nothing is rendered',
      fix: 'add contracts',
    },
  ],
});

import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { missingApprovals, proposedApprovals } from '../../lib/plan/approval-proposal.ts';
import { judgeApprovals } from '../../lib/plan/approvals.ts';
import type { Need, PlannedChange } from '../../lib/plan/change.ts';
import { approvalYaml } from '../../lib/plan/plan-text.ts';
import { environment } from '../../lib/model/terms/program-environment.ts';
import { slowness } from '../support/slowness.ts';
import { nth, planned } from '../support/rich-plan.ts';

const deleted = (name: string, state: Need['state'] = 'missing', change = 'delete'): PlannedChange =>
  planned(name, { needs: [{ change, state }] });

const proposed = (objects: readonly PlannedChange[], staying: readonly string[] = []): string[] =>
  proposedApprovals(
    { objects },
    staying.map((name) => `Kind n/${name}`),
  ).map(({ object, change, count }) => `${object}: ${change}${count === undefined ? '' : ` x ${count}`}`);

const acme = ['stage-acme-a-v1', 'stage-acme-b-v1', 'stage-acme-c--retry-v1'].map((name) => deleted(name));

describe('what a plan proposes to approve', () => {
  test('is one entry where a pattern takes like changes and nothing else', () => {
    expect(proposed(acme, ['stage-omni-a-v1', 'stage-omni-b-v1'])).toEqual([
      'Kind n/stage-acme-*: delete x 3',
    ]);
  });

  test('is an entry for each of two', () => {
    expect(proposed(acme.slice(1))).toEqual([
      'Kind n/stage-acme-b-v1: delete',
      'Kind n/stage-acme-c--retry-v1: delete',
    ]);
  });

  test('leaves out what is alone, and takes no name that stays', () => {
    expect(proposed([deleted('stage-omni-a-v1'), ...acme], ['stage-omni-b-v1'])).toEqual([
      'Kind n/stage-omni-a-v1: delete',
      'Kind n/stage-acme-*: delete x 3',
    ]);
    expect(proposed(acme, ['stage-acme-d-v1'])).toEqual([
      'Kind n/stage-acme-a-v1: delete',
      'Kind n/stage-acme-b-v1: delete',
      'Kind n/stage-acme-c--retry-v1: delete',
    ]);
  });

  test('takes no object of the plan that needs another approval, or none', () => {
    for (const other of [
      deleted('stage-acme-d-v1', 'approved'),
      deleted('stage-acme-d-v1', 'missing', 'spec.a: 1 -> 2'),
      planned('stage-acme-d-v1'),
    ])
      expect(proposed([...acme, other]).filter((entry) => entry.includes('*'))).toEqual([]);
  });

  test('knows names whose end is alike', () => {
    const names = ['orders-acme', 'bills-acme', 'carts-acme'];
    expect(
      proposed(
        names.map((name) => deleted(name)),
        ['orders-omni', 'bills-omni'],
      ),
    ).toEqual(['Kind n/*-acme: delete x 3']);
  });

  test('is never a pattern for all names', () => {
    const names = ['a', 'b', 'c'];
    expect(proposed(names.map((name) => deleted(name)))).toEqual(
      names.map((name) => `Kind n/${name}: delete`),
    );
  });

  test('keeps kinds, namespaces and changes apart', () => {
    const other = (name: string) => ({ ...deleted(name), id: `Other n/${name}`, kind: 'Other' });
    const cut = (name: string) => deleted(name, 'missing', 'spec.a: 1 -> 2');
    expect(
      proposed([
        ...acme,
        other('stage-acme-a-v1'),
        other('stage-acme-b-v1'),
        cut('x-1'),
        cut('x-2'),
        cut('x-3'),
      ]),
    ).toEqual([
      'Kind n/stage-acme-*: delete x 3',
      'Other n/stage-acme-a-v1: delete',
      'Other n/stage-acme-b-v1: delete',
      'Kind n/x-*: spec.a: 1 -> 2 x 3',
    ]);
  });

  test('is YAML to be pasted', () => {
    expect(approvalYaml([{ object: 'Kind n/a-*', change: 'delete', count: 3 }])).toBe(
      'approvals:\n  - object: "Kind n/a-*"\n    change: "delete"\n    count: 3\n    reason: \n    who: \n    until: \n',
    );
  });

  test('once it is written approves what was missing, and nothing else', () => {
    const word = fc.constantFrom('a', 'b', 'c');
    const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'));
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 30 });
    const state = fc.constantFrom<Need['state']>('missing', 'missing', 'not needed');
    fc.assert(
      fc.property(names, fc.array(state, { minLength: 30, maxLength: 30 }), (all, states) => {
        const danger = { risk: 'destructive', liftable: false, allowed: false } as const;
        const objects = all.map((one, index) => ({
          ...deleted(one, states[index]),
          dangers: [{ ...danger, text: 'delete' }],
        }));
        const approvals = proposedApprovals({ objects }, []).map((one) => ({
          ...one,
          reason: 'r',
          who: 'w',
          until: '2026-12-31',
        }));
        const qa = environment({ environment: 'qa', topics: { env: 'dev' } });
        const made = judgeApprovals({
          changes: objects,
          environment: { ...qa, approvals },
          today: '2026-11-21',
        });
        expect([...made.problems, ...made.warnings]).toEqual([]);
        const approved = made.changes.filter(({ needs }) => needs[0]?.state === 'approved');
        expect(approved.map(({ id }) => id).sort()).toEqual(
          missingApprovals({ objects })
            .map(({ object }) => object)
            .sort(),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('costs little where ten thousand objects go', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => index);
    const objects = many.map((index) => deleted(`t-${nth(index % 100)}-${nth(index)}-v1`));
    const staying = many.map((index) => `t-${nth(index % 100)}-s${nth(index)}-v1`);
    const started = process.cpuUsage();
    expect(proposed(objects, staying)).toHaveLength(10_000);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(1_000 * slowness());
  });
});

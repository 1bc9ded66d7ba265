import { describe, expect, test } from '@jest/globals';
import { missingApprovals } from '../../lib/plan/approval-proposal.ts';
import { approvalYaml, planRiskLines, planText } from '../../lib/plan/plan-text.ts';
import { field, nth, planned, planOf, richPlan } from '../support/rich-plan.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a plan as text', () => {
  test('says everything that there is to say', () => {
    expect(planText(richPlan)).toBe(`qa: 1 impossible, 2 destructive, 1 safe; 7 unchanged
Blocked: 1 impossible change, 2 destructive changes without an approval

3 adopted (Kind n/a and 2 more): they get our labels, annotations and protection, which is no change

4 files are not from Workstreams and stay as they are:
  topics.yaml: Kind n/a and 1 more; also rendered: Kind n/b. Remove them from this file in the same change: of two files the one that is applied last wins
  README.md
  chart.yaml: not read (not YAML: bad)
  kafka.yaml: Kafka n/main

impossible   change Kind n/broken             the operator refuses it
destructive  rename Kind n/old as Kind n/new  its data are lost
destructive  change Kind n/kept               older messages are deleted
safe         create Kind n/fresh              it is made

Kind n/broken
  spec.a  impossible: the operator refuses it
  - 3
  + 2
  the way that works:
    1. first step
    2. second step
  spec.b  safe: it is new
  spec.password  review: another password
  - (hidden)
  + (hidden)

Kind n/old -> Kind n/new
  the way that works:
    1. keep it first

Kind n/kept
  spec.c  destructive: older messages are deleted
  - 7d
  + 1d

approved:
  Kind n/kept: spec.c: 7d -> 1d
    by the owners until 2026-12-31: no one reads it

blocked: what is destructive needs approvals; if it is meant, add to environments/qa.yaml

approvals:
  - object: "Kind n/old"
    change: "rename to Kind n/new"
    reason: 
    who: 
    until: 
  - object: "Kind n/kept"
    change: "spec.d: 1 -> 2"
    reason: 
    who: 
    until: 

more topics than the Topic Operator takes at once: over 1024 queued events stop it (STRIMZI_MAX_QUEUE_SIZE). Merge in this order, and wait after each until all are Ready:
  1. create 2 topics: KafkaTopic n/a to KafkaTopic n/b
  2. delete 1 topics: KafkaTopic n/z to KafkaTopic n/z

drift: 2 differences between the baseline and the cluster
  differs  Kind n/moved: the cluster has another
    spec.f: 1 in the baseline, 2 in the cluster
      set to what is rendered, destructive: messages are deleted
    spec.token: (hidden) in the baseline, (nothing) in the cluster
  missing  Kind n/lost: it is not there
  not in the export, so not compared: Role, Secret
`);
  });

  test('of no change is one line', () => {
    expect(planText(planOf({ unchanged: 2 }))).toBe('qa: no changes; 2 unchanged\n');
  });

  test('that only something impossible blocks points to the other way', () => {
    const blocked = planOf({
      objects: [planned('a', { risk: 'impossible', needs: [{ change: 'x', state: 'impossible' }] })],
      counts: { safe: 0, review: 0, destructive: 0, impossible: 1 },
    });
    expect(planText(blocked).split('\n').slice(-3)).toEqual([
      '',
      'blocked: what is impossible has another way, which stands above',
      '',
    ]);
  });

  test('names one object that is adopted by itself', () => {
    expect(planText(planOf({ adopted: ['Kind n/a'] })).split('\n')[2]).toBe(
      '1 adopted (Kind n/a): they get our labels, annotations and protection, which is no change',
    );
  });

  test('says that the cluster is as the baseline says', () => {
    const text = planText(planOf({ drift: { entries: [], notExported: [] } }));
    expect(text).toBe('qa: no changes; 0 unchanged\n\ndrift: the cluster is as the baseline says\n');
  });

  test('tells 200 objects, 20 fields of each, and how many more there are', () => {
    const objects = numbers(201).map((index) =>
      planned(`o${nth(index)}`, {
        fields: index === 0 ? numbers(21).map((at) => field(`f${at}`, 1, 2)) : [],
      }),
    );
    const lines = planText(planOf({ objects })).split('\n');
    expect(lines.filter((line) => line.startsWith('review'))).toHaveLength(200);
    expect(lines.filter((line) => line.includes('… and'))).toEqual(['… and 1 more', '  … and 1 more fields']);
    expect(lines.filter((line) => /^ {2}f\d+ /.test(line))).toHaveLength(20);
    const all = planText(
      planOf({
        objects: numbers(200).map((index) =>
          planned(`o${nth(index)}`, {
            kind: `K${nth(index)}`,
            fields: numbers(20).map((at) => field(`f${at}`, 1, 2)),
          }),
        ),
      }),
    );
    expect(all).not.toContain('… and');
  });

  test('tells 200 entries of drift, 20 fields of each, and how many more there are', () => {
    const fields = numbers(21).map((at) => ({ path: `f${at}`, baseline: 1, live: 2 }));
    const entries = numbers(201).map((index) => ({
      id: `Kind n/${index}`,
      what: 'missing' as const,
      says: 'it is not there',
      fields: index === 0 ? fields : [],
    }));
    const text = planText(planOf({ drift: { entries, notExported: [] } }));
    expect(text.match(/^ {2}missing /gm)).toHaveLength(200);
    expect(text.match(/^ {4}f\d+:/gm)).toHaveLength(20);
    expect(text.endsWith('  … and 1 more\n')).toBe(true);
    expect(planText(planOf({ drift: { entries: entries.slice(1), notExported: [] } }))).not.toContain(
      '… and',
    );
  });

  test('puts sentences below each other, up to a width', () => {
    const lines = planRiskLines(
      planOf({ objects: [planned('a', { says: 'one' }), planned('bcd', { says: 'two' })] }),
    );
    expect(lines).toEqual(['review       change Kind n/a    one', 'review       change Kind n/bcd  two']);
    const wide = planRiskLines(
      planOf({ objects: [planned('a', { says: 'one' }), planned('b'.repeat(200))] }),
    );
    expect(wide[0]).toBe(`review       ${'change Kind n/a'.padEnd(90)}  one`);
    expect(planRiskLines(planOf())).toEqual([]);
  });

  test('shows no way out twice, and that of an object without fields', () => {
    const way = ['do this'];
    const text = (fields: Parameters<typeof planned>[1]) =>
      planText(planOf({ objects: [planned('a', fields)] })).match(/1\. do this/g);
    expect(text({ wayOut: way })).toHaveLength(1);
    expect(text({ wayOut: way, fields: [field('f', 1, 2, { wayOut: way }), field('g', 1, 2)] })).toHaveLength(
      1,
    );
    expect(text({ wayOut: way, fields: [field('g', 1, 2)] })).toHaveLength(1);
  });
});

describe('approvals that are missing', () => {
  test('are those that are not there, and those that are over', () => {
    expect(missingApprovals(richPlan)).toEqual([
      { object: 'Kind n/old', change: 'rename to Kind n/new' },
      { object: 'Kind n/kept', change: 'spec.d: 1 -> 2' },
    ]);
  });

  test('are YAML that any reader takes, 200 at a time', () => {
    const wanted = numbers(201).map((index) => ({ object: `Kind n/${index}`, change: '"é": \u202e' }));
    const yaml = approvalYaml(wanted);
    expect(
      yaml.startsWith(
        'approvals:\n  - object: "Kind n/0"\n    change: "\\"é\\": \\u202e"\n    reason: \n    who: \n    until: \n',
      ),
    ).toBe(true);
    expect(yaml.match(/object/g)).toHaveLength(200);
    expect(yaml.endsWith('  # and 1 more: workstreams plan prints them\n')).toBe(true);
    expect(approvalYaml(wanted.slice(1))).not.toContain('more');
    expect(approvalYaml(wanted, 12).match(/object:/g)).toHaveLength(12);
  });
});

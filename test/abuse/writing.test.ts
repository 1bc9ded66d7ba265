import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readEnvironmentFolder } from '../../lib/release/environment-folder.ts';
import { systemFiles } from '../../lib/release/file-operations.ts';
import { planText } from '../../lib/plan/plan-text.ts';
import { preparePromotion } from '../../lib/release/promotion.ts';
import { promotionJson, promotionMarkdown } from '../../lib/release/promotion-report.ts';
import { fixtureEnvironment } from '../support/fixture.ts';
import { GitopsCopy } from '../support/gitops-copy.ts';
import { repository } from '../support/repository.ts';

/** What hostile input must not do when something is written, and the tests that show it, by file and title. */
const rows: readonly [situation: string, shown: readonly [file: string, title: string][]][] = [
  [
    'text of contracts on a terminal',
    [
      [
        'test/model/text/problem.test.ts',
        'cannot steer the terminal, not by a value, a key or the name of a file',
      ],
      ['test/plan/plan-output.test.ts', 'gives a terminal nothing to act upon'],
    ],
  ],
  ['text of contracts in Markdown', [['test/plan/plan-output.test.ts', 'text from input is no markup: %s']]],
  [
    'text of contracts in CSV',
    [['test/cli/access.test.ts', 'a cell that a spreadsheet would run is text, and quotes are doubled']],
  ],
  [
    'text of contracts in the catalogue page',
    [
      ['test/page/hostile-text.test.ts', 'stays text in every field and every view, whatever it is'],
      [
        'test/page/hostile-text.test.ts',
        'could not run even if it became markup: the page’s policy refuses it',
      ],
    ],
  ],
  [
    'text of contracts in a Prometheus annotation, and names in PromQL',
    [['test/alerts/resolved.test.ts', 'is read as it was written, whatever it has for templates']],
  ],
  [
    'secrets in an export or a baseline',
    [
      ['test/plan/plan-output.test.ts', 'and nothing that may be a secret, in no format'],
      ['test/release/read-manifests.test.ts', 'gives no secret away, nor what kubectl has copied of one'],
      ['test/abuse/writing.test.ts', 'tells them in no report and no error'],
    ],
  ],
  [
    'a git ref such as --output=x',
    [['test/cli/hostile-repository.test.ts', 'takes a ref such as --output=x for a ref']],
  ],
  [
    'a repository whose config runs programs',
    [
      [
        'test/cli/hostile-repository.test.ts',
        'runs none in a promotion, whichever of the two repositories it is',
      ],
      ['test/cli/hostile-repository.test.ts', 'fetches nothing for objects that a partial clone left out'],
    ],
  ],
  [
    'a render that fails or yields nothing, then promote',
    [
      ['test/cli/promotion.test.ts', 'is left alone by a render that fails'],
      ['test/abuse/writing.test.ts', 'is refused'],
    ],
  ],
  [
    'a shrinking target',
    [['test/cli/promotion.test.ts', 'is blocked, and goes on when each change of it is approved']],
  ],
  [
    'the contract deleted together with its protection',
    [['test/cli/promotion.test.ts', 'is protected by the old side: also when its protection goes with it']],
  ],
];

test.each(rows)('%s: shown by tests that are there', (_situation, shown) => {
  expect(shown.length).toBeGreaterThan(0);
  for (const [file, title] of shown) {
    const text = readFileSync(join(repository, file), 'utf8');
    const said = new RegExp(
      `(?:test|\\]\\))\\(\\s*['"]${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`,
    ).test(text);
    expect([file, title, said]).toEqual([file, title, true]);
  }
});

describe('a promotion', () => {
  let copy: GitopsCopy;
  beforeEach(async () => {
    copy = new GitopsCopy();
    copy.synth('dev');
    expect(await copy.outcome('dev', 'qa')).toBe('written');
  });
  afterEach(() => copy.dispose());

  describe('whose target holds secrets', () => {
    const file = 'qa/sorting/workbench.k8s.yaml';
    const secret = (data: string) =>
      `---\napiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: sorting-qa }\n${data}\n`;

    test('tells them in no report and no error', async () => {
      const rendered = copy.read(file);
      copy.write(file, `${rendered}${secret('stringData: { password: hunter2 }')}`);
      const done = await copy.promote('dev', 'qa', { overwriteDrift: true, dryRun: true });
      if (!done.ok) throw new Error(copy.told(done));
      const from = { kind: 'environment', name: 'dev' } as const;
      const report = { ...done.value, from, to: 'qa' };
      const { plan } = done.value.promotion;
      expect(plan.objects.map(({ id }) => id)).toEqual(['Secret sorting-qa/s']);
      for (const text of [planText(plan), promotionMarkdown(report), promotionJson(report)]) {
        expect(text).toContain('Secret sorting-qa/s');
        expect(text).not.toContain('hunter2');
      }

      copy.write(file, `${rendered}${secret('stringData: { password: hunter2')}`);
      const told = await copy.outcome('dev', 'qa', { overwriteDrift: true });
      expect(told).toContain(`GITOPS/${file}:`);
      expect(told).not.toContain('hunter2');
    });
  });

  describe('that would leave nothing', () => {
    test('is refused', () => {
      const target = readEnvironmentFolder(systemFiles, copy.gitops, 'qa');
      if (!target.ok || target.value.release === undefined) throw new Error(copy.told(target));
      const release = { ...target.value.release, objects: {}, files: {} };
      const prepared = preparePromotion({
        placeOf: () => undefined,
        gitops: copy.gitops,
        environment: fixtureEnvironment('qa'),
        target: target.value,
        rendered: { release, files: new Map(), manifests: [] },
        today: '2026-11-25',
        overwriteDrift: false,
      });
      expect(copy.told(prepared)).toBe(
        'environments/qa.yaml:1:1\n  nothing is rendered for qa\n  a promotion that would leave nothing is a mistake: are the contracts there?',
      );
    });
  });
});

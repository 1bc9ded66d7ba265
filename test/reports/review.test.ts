import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { duration } from '../../lib/model/text/duration.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { reviewFindings } from '../../lib/reports/review.ts';
import { reviewMarkdown } from '../../lib/reports/review-text.ts';
import { ProjectCopy } from '../support/project-copy.ts';
import { contractWith, environmentWith, type Mutable, shipped } from '../support/shipped.ts';
import { workstreams } from '../support/workstreams.ts';

const today = '2026-11-21';
const { catalog } = shipped();
const quiet = environmentWith('prod', (terms) => {
  terms.exceptions = [];
  terms.keys = 'none';
});

function findings(contracts: readonly Contract[], environment: Environment = quiet, within = '90d') {
  return reviewFindings({
    catalog: catalogOf(contracts, catalog.systems, catalog.messages),
    environments: [environment],
    today,
    within: duration(within),
  });
}

function told(...args: Parameters<typeof findings>): string[] {
  return findings(...args).map(
    ({ topic, due, about, owner, what }) => `${topic} | ${due ?? ''} | ${about} | ${owner} | ${what}`,
  );
}

const verify = (edit: (terms: Mutable) => void) => contractWith('toolrun.verify', edit);
const address = 'workrequests/transformation/work/toolrun.verify/v1';

describe('lifecycle', () => {
  const deprecated = (until: string) =>
    verify((terms) => {
      terms.lifecycle = { state: 'deprecated', until, successor: 'a/b/work/c.d/v2' };
    });

  test('deprecated past its day', () => {
    expect(told([deprecated('2026-11-20')])).toEqual([
      `deprecated | 2026-11-20 | ${address} | transformation-platform | its time is over: retire it (successor a/b/work/c.d/v2), or give it a later day`,
    ]);
  });

  test('not on its last day, nor when active', () => {
    expect(told([deprecated('2026-11-21')])).toEqual([]);
    expect(told([verify(() => {})])).toEqual([]);
  });

  test('retired, and still there', () => {
    const retired = verify((terms) => {
      terms.lifecycle = { state: 'retired', since: '2026-01-31' };
    });
    expect(told([retired])).toEqual([
      `deprecated |  | ${address} | transformation-platform | retired since 2026-01-31, and its contract still stands: remove it when nobody wants its messages any more`,
    ]);
  });
});

describe('commands and questions', () => {
  const command = (edit: (terms: Mutable) => void) => contractWith('run-suite', edit);
  const question = (edit: (terms: Mutable) => void) => contractWith('search-requests', edit);

  test('that nobody sends or takes', () => {
    expect(
      told([
        command((terms) => {
          terms.producers = [];
        }),
        question((terms) => {
          terms.consumers = [];
        }),
      ]),
    ).toEqual([
      'unused |  | omninode/kb/qrs/search-requests/v1 | knowledge-base | no consumer: name one, or deprecate it',
      'unused |  | omninode/validator/cmd/run-suite/v1 | validator | no producer: name one, or deprecate it',
    ]);
  });

  test('but no other class, none that is used, none that is retired', () => {
    const event = contractWith('policy-updated', (terms) => {
      terms.consumers = [];
    });
    const retired = command((terms) => {
      terms.producers = [];
      terms.lifecycle = { state: 'retired', since: '2026-01-31' };
    });
    const all = told([event, retired, question(() => {})]);
    expect(all.filter((line) => line.startsWith('unused'))).toEqual([]);
  });
});

describe('exceptions', () => {
  const excused = verify((terms) => {
    terms.exceptions = [
      { rule: 'retention-in-range', reason: 'Law', until: '2027-02-19' },
      { rule: 'key-meaningful', reason: 'Later', until: '2027-02-20' },
    ];
  });
  const environment = environmentWith('prod', (terms) => {
    terms.keys = 'none';
    terms.exceptions = [
      { rule: 'no-placeholder-image', subject: 'toolrun.verify', reason: 'Not built', until: '2026-10-01' },
    ];
  });

  test('of contracts and environments that end within the time, the last day included, over ones too', () => {
    expect(told([excused], environment)).toEqual([
      'exceptions | 2026-10-01 | no-placeholder-image of toolrun.verify | who keeps prod | Not built',
      `exceptions | 2027-02-19 | retention-in-range of ${address} | transformation-platform | Law`,
    ]);
  });

  test('a longer time shows more', () => {
    expect(findings([excused], quiet, '91d')).toHaveLength(2);
    expect(findings([excused], quiet, '1d')).toHaveLength(0);
  });
});

test('approvals that end are told with who gave them', () => {
  const environment = environmentWith('prod', (terms) => {
    terms.exceptions = [];
    terms.approvals = [
      {
        object: 'KafkaTopic ameide-prod/a',
        change: 'delete',
        reason: 'Empty',
        who: 'Ann',
        until: '2026-12-01',
      },
      {
        object: 'KafkaTopic ameide-prod/b',
        change: 'delete',
        reason: 'Empty',
        who: 'Ann',
        until: '2028-01-01',
      },
    ];
  });
  expect(told([], environment).filter((line) => line.startsWith('approvals'))).toEqual([
    'approvals | 2026-12-01 | delete of KafkaTopic ameide-prod/a | who keeps prod | Empty (Ann)',
  ]);
});

describe('keys', () => {
  const sealed = catalog.contracts.filter(({ address: { system } }) => system === 'omninode');
  const withKeys = (keys: Mutable) =>
    environmentWith('prod', (terms) => {
      terms.exceptions = [];
      terms.keys = keys;
    });
  const key = (rotated: string, more = {}) => ({ system: 'omninode', rotated, ...more });

  test('are due a quarter after their rotation, or when the environment says', () => {
    const environment = withKeys({
      fresh: key('2026-11-24'),
      'half-year': key('2026-05-25', { every: '180d' }),
      old: key('2026-07-01'),
    });
    expect(told(sealed, environment)).toEqual([
      'keys | 2026-09-29 | old of omninode in prod | who keeps prod | last rotated on 2026-07-01: rotate it, and write the day here',
      'keys | 2026-11-21 | half-year of omninode in prod | who keeps prod | last rotated on 2026-05-25: rotate it, and write the day here',
    ]);
  });

  test('that nobody named are told, where fields are sealed', () => {
    expect(told(sealed, withKeys({}))).toEqual([
      'keys |  | omninode in prod | who keeps prod | its fields are sealed by a key that is not under `keys`: name it there, with the day of its rotation',
    ]);
    expect(told([verify(() => {})], withKeys({}))).toEqual([]);
  });

  test('that seal nothing are told', () => {
    expect(told([verify(() => {})], withKeys({ lost: key('2026-11-20') }))).toEqual([
      'keys |  | lost in prod | who keeps prod | no schema of a system omninode has sealed fields: remove the key',
    ]);
  });

  test('are nothing where the environment says none', () => {
    expect(told(sealed, withKeys('none'))).toEqual([]);
  });
});

test('Markdown has a box for each, and text of a contract stays text', () => {
  const contract = verify((terms) => {
    terms.exceptions = [{ rule: 'key-meaningful', reason: 'ask @team | <b>', until: '2026-11-20' }];
  });
  const place = 'contracts/workrequests/transformation/work/toolrun.verify/v1/contract.yaml:2:1';
  expect(reviewMarkdown(findings([contract]), today, '90d')).toBe(`# Review of 2026-11-21

What ends within 90d, and what is not used.

## Exceptions that end

- [ ] 2026-11-20, over: \`key-meaningful of ${address}\`, transformation-platform: ask @\u200bteam \\| &lt;b&gt; (\`${place}\`)
`);
  expect(reviewMarkdown([], today, '90d')).toContain('Nothing to do.');
});

describe('the command', () => {
  const copy = new ProjectCopy();
  beforeAll(() => {
    copy.edit('environments/prod.yaml', 'until: 2027-06-30', 'until: 2020-01-31');
    copy.edit('environments/staging.yaml', 'exceptions:', 'keyz: 1\nexceptions:');
  });
  afterAll(() => copy.dispose());

  test('lists what rules would refuse already, and ends with 2', async () => {
    // The other environments are not read: staging, which is wrong, does not hide this list.
    const { code, stdout, stderr } = await workstreams(
      'review',
      ...['--env', 'prod', '--within', '1d', '--root', copy.root],
    );
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toMatch(
      /^Exceptions that end\n DUE +ABOUT +OWNER +WHAT +WHERE\n 2020-01-31, over +no-placeholder-image of agentwork.coder +who keeps prod +The executor is not built yet +environments\/prod.yaml:\d+:5\n$/,
    );
  });

  test('ends with 0 where there is nothing, with 1 for what it cannot read', async () => {
    const [nothing, broken, when, unknown] = await Promise.all([
      workstreams('review', '--env', 'dev', '--root', copy.root),
      workstreams('review', '--root', copy.root),
      workstreams('review', '--within', 'soon', '--root', copy.root),
      workstreams('review', '--env', 'prd', '--root', copy.root),
    ]);
    expect(nothing).toEqual({ code: 0, stdout: 'nothing to do within 90d\n', stderr: '' });
    expect([broken.code, broken.stdout]).toEqual([1, '']);
    expect(broken.stderr).toContain('did you mean "keys"?');
    expect(when).toEqual({
      code: 1,
      stdout: '',
      stderr:
        '--within "soon": a duration is a whole number with ms, s, m, h or d behind it, for example 7d\n',
    });
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toContain('did you mean "prod"?');
  });
});

test.each([['inventory'], ['capacity'], ['asyncapi'], ['review']])(
  '%s --help has examples and exit codes',
  async (command) => {
    const { code, stdout } = await workstreams(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit codes: 0');
  },
);

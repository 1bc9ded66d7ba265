import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { duration } from '../../lib/model/text/duration.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { reviewFindings } from '../../lib/reports/review.ts';
import { reviewMarkdown } from '../../lib/reports/review-text.ts';
import { contractWith, environmentWith, fixture, type Mutable } from '../support/fixture.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import { workstreams } from '../support/workstreams.ts';

const today = '2026-11-21';
const { catalog } = fixture();
const quiet = environmentWith('eu-prod', (terms) => {
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

const labels = (edit: (terms: Mutable) => void) => contractWith('vision.read-label', edit);
const address = 'sorting/depot/work/vision.read-label/v1';

describe('lifecycle', () => {
  const deprecated = (until: string) =>
    labels((terms) => {
      terms.lifecycle = { state: 'deprecated', until, successor: 'a/b/work/c.d/v2' };
    });

  test('deprecated past its day', () => {
    expect(told([deprecated('2026-11-20')])).toEqual([
      `deprecated | 2026-11-20 | ${address} | sorting | its time is over: retire it (successor a/b/work/c.d/v2), or give it a later day`,
    ]);
  });

  test('not on its last day, nor when active', () => {
    expect(told([deprecated('2026-11-21')])).toEqual([]);
    expect(told([labels(() => {})])).toEqual([]);
  });

  test('retired, and still there', () => {
    const retired = labels((terms) => {
      terms.lifecycle = { state: 'retired', since: '2026-01-31' };
    });
    expect(told([retired])).toEqual([
      `deprecated |  | ${address} | sorting | retired since 2026-01-31, and its contract still stands: remove it when no one needs its messages`,
    ]);
  });
});

describe('commands and questions', () => {
  const command = (edit: (terms: Mutable) => void) => contractWith('reroute-parcel', edit);
  const question = (edit: (terms: Mutable) => void) => contractWith('price-requests', edit);

  test('that no one sends or takes', () => {
    expect(
      told([
        question((terms) => {
          terms.consumers = [];
        }),
        command((terms) => {
          terms.producers = [];
        }),
      ]),
    ).toEqual([
      'unused |  | parcels/tracking/cmd/reroute-parcel/v1 | tracking | no producer: name one, or deprecate it',
      'unused |  | parcels/tracking/qrs/price-requests/v1 | tracking | no consumer: name one, or deprecate it',
    ]);
  });

  test('but no other class, none that is used, none that is retired', () => {
    const event = contractWith('parcel-scanned', (terms) => {
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
  const excused = labels((terms) => {
    terms.exceptions = [
      { rule: 'retention-in-range', reason: 'Law', until: '2027-02-19' },
      { rule: 'meaningful-key', reason: 'Later', until: '2027-02-20' },
    ];
  });
  const environment = environmentWith('eu-prod', (terms) => {
    terms.keys = 'none';
    terms.exceptions = [
      {
        rule: 'no-placeholder-image',
        subject: 'vision.read-label',
        reason: 'Not built',
        until: '2026-10-01',
      },
    ];
  });

  test('of contracts and environments that end within the time, the last day included, over ones too', () => {
    expect(told([excused], environment)).toEqual([
      'exceptions | 2026-10-01 | no-placeholder-image of vision.read-label | who keeps eu-prod | Not built',
      `exceptions | 2027-02-19 | retention-in-range of ${address} | sorting | Law`,
    ]);
  });

  test('a longer time shows more', () => {
    expect(findings([excused], quiet, '91d')).toHaveLength(2);
    expect(findings([excused], quiet, '1d')).toHaveLength(0);
  });
});

test('approvals that end are told with who gave them', () => {
  const environment = environmentWith('eu-prod', (terms) => {
    terms.exceptions = [];
    terms.approvals = [
      {
        object: 'KafkaTopic kafka-eu/a',
        change: 'delete',
        reason: 'Empty',
        who: 'Ann',
        until: '2026-12-01',
      },
      {
        object: 'KafkaTopic kafka-eu/b',
        change: 'delete',
        reason: 'Empty',
        who: 'Ann',
        until: '2028-01-01',
      },
    ];
  });
  expect(told([], environment).filter((line) => line.startsWith('approvals'))).toEqual([
    'approvals | 2026-12-01 | delete of KafkaTopic kafka-eu/a | who keeps eu-prod | Empty (Ann)',
  ]);
});

describe('keys', () => {
  const sealed = catalog.contracts.filter(({ address: { system } }) => system === 'parcels');
  const withKeys = (keys: Mutable) =>
    environmentWith('eu-prod', (terms) => {
      terms.exceptions = [];
      terms.keys = keys;
    });
  const key = (rotated: string, more = {}) => ({ system: 'parcels', rotated, ...more });

  test('are due a quarter after their rotation, or when the environment says', () => {
    const environment = withKeys({
      fresh: key('2026-11-24'),
      'half-year': key('2026-05-25', { every: '180d' }),
      old: key('2026-07-01'),
    });
    expect(told(sealed, environment)).toEqual([
      'keys | 2026-09-29 | old of parcels in eu-prod | who keeps eu-prod | last rotated on 2026-07-01: rotate it, and write the day here',
      'keys | 2026-11-21 | half-year of parcels in eu-prod | who keeps eu-prod | last rotated on 2026-05-25: rotate it, and write the day here',
    ]);
  });

  test('that no one named are told, where fields are sealed', () => {
    expect(told(sealed, withKeys({}))).toEqual([
      'keys |  | parcels in eu-prod | who keeps eu-prod | its fields are sealed by a key that is not under `keys`: name it there, with the day of its rotation',
    ]);
    expect(told([labels(() => {})], withKeys({}))).toEqual([]);
  });

  test('that seal nothing are told', () => {
    expect(told([labels(() => {})], withKeys({ lost: key('2026-11-20') }))).toEqual([
      'keys |  | lost in eu-prod | who keeps eu-prod | no schema of a system parcels has sealed fields: remove the key',
    ]);
  });

  test('are nothing where the environment says none', () => {
    expect(told(sealed, withKeys('none'))).toEqual([]);
  });
});

test('Markdown has a box for each, and text of a contract stays text', () => {
  const contract = labels((terms) => {
    terms.exceptions = [{ rule: 'meaningful-key', reason: 'ask @team | <b>', until: '2026-11-20' }];
  });
  const place = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml:1:1';
  expect(reviewMarkdown(findings([contract]), today, '90d')).toBe(`# Review of 2026-11-21

What ends within 90d, and what is not used.

## Exceptions that end

- [ ] 2026-11-20, over: \`meaningful-key of ${address}\`, sorting: ask @\u200bteam \\| &lt;b&gt; (\`${place}\`)
`);
  expect(reviewMarkdown([], today, '90d')).toContain('Nothing to do.');
});

describe('the command', () => {
  const copy = sortingCopy();
  beforeAll(() => {
    copy.edit('environments/eu-prod.yaml', 'until: 2027-06-30', 'until: 2020-01-31');
    copy.edit('environments/qa.yaml', 'keys: {}', 'keyz: 1\nkeys: {}');
  });
  afterAll(() => copy.dispose());

  test('lists what rules would refuse already, and ends with 2', async () => {
    // The other environments are not read: qa, which is wrong, does not hide this list.
    const { code, stdout, stderr } = await workstreams(
      'review',
      ...['--env', 'eu-prod', '--within', '1d', '--root', copy.root],
    );
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toMatch(
      /^Exceptions that end\n DUE +ABOUT +OWNER +WHAT +WHERE\n 2020-01-31, over +no-placeholder-image of batch.plan-routes +who keeps eu-prod +The planner is not built yet +environments\/eu-prod.yaml:\d+:5\n$/,
    );
  });

  test('ends with 0 where there is nothing, with 1 for what it cannot read', async () => {
    const [nothing, broken, when, unknown] = await Promise.all([
      workstreams('review', '--env', 'dev', '--root', copy.root),
      workstreams('review', '--root', copy.root),
      workstreams('review', '--within', 'soon', '--root', copy.root),
      workstreams('review', '--env', 'eu-prd', '--root', copy.root),
    ]);
    expect(nothing).toEqual({ code: 0, stdout: 'nothing to do within 90d\n', stderr: '' });
    expect([broken.code, broken.stdout]).toEqual([1, '']);
    expect(broken.stderr).toContain('did you mean "keys"?');
    expect(when).toEqual({
      code: 64,
      stdout: '',
      stderr:
        '--within "soon": a duration is a whole number with ms, s, m, h or d behind it, for example 7d\n',
    });
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toContain('did you mean "eu-prod"?');
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

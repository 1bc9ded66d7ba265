import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkCatalog, checkResolved } from '../../lib/governance/engine.ts';
import type { CatalogView, Rule } from '../../lib/governance/rule.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { SystemDeclaration } from '../../lib/model/terms/system.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { rulesPage } from '../../lib/reports/rules-page.ts';
import { contractWith, environmentWith, fixture, fixtureEnvironment, renamesAt } from '../support/fixture.ts';
import { plainSystem, saidBy, smallContract, smallEnvironment } from '../support/small-stack.ts';

function view(
  contracts: readonly Contract[],
  environments: readonly Environment[] = [fixtureEnvironment('eu-prod')],
): CatalogView {
  const { catalog } = fixture();
  return {
    catalog: catalogOf(contracts, catalog.systems, catalog.messages),
    environments,
    environmentNames: ['dev', 'eu-prod', 'qa'],
    today: '2026-11-21',
  };
}

/** What a rule says of contracts in an environment: `key: what / fix`. */
function found(
  id: string,
  contracts: readonly Contract[],
  environment = fixtureEnvironment('eu-prod'),
): string[] {
  const seen = view(contracts, [environment]);
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const problems =
    rule.on === 'catalog'
      ? checkCatalog(seen, [rule])
      : checkResolved(resolve(seen.catalog, environment), seen, [rule]);
  expect(problems.every((problem) => problem.rule === id)).toBe(true);
  return problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
}

const as = contractWith;
const plain = as('vision.read-label', () => {});

test('docs/rules.md explains each of them (`npm run schemas`)', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'rules.md'), 'utf8');
  expect(page).toBe(rulesPage(rules));
  for (const { id } of rules) expect(page).toContain(`\n## ${id}\n`);
});

test.each(rules.map((rule) => [rule.id, rule] as const))(
  '%s says what must hold, why, and the fix',
  (_id, rule) => {
    expect(rule.what).toMatch(/\.$/);
    expect(rule.why).toMatch(/\.$/);
    expect(rule.fix).toMatch(/\.$/);
  },
);

test.each(rules.map(({ id }) => id))('%s is silent on a contract that is right', (id) => {
  // The other systems have no contract here, and the environment, or the system itself, names them.
  const contracts = ['no-stale-entries', 'known-operations-topic'].includes(id)
    ? fixture().catalog.contracts
    : [plain];
  expect(found(id, contracts)).toEqual([]);
});

test('the stack passes every rule in every environment', () => {
  const { catalog, environments, view: seen } = fixture();
  expect(checkCatalog(seen)).toEqual([]);
  expect(environments.flatMap((environment) => checkResolved(resolve(catalog, environment), seen))).toEqual(
    [],
  );
});

describe('retention-in-range', () => {
  test.each([
    [
      '8d',
      'retention: "8d" is above 7d, the longest for class work / write 7d or less, or add an exception with a reason',
    ],
    [
      '23h',
      'retention: "23h" is below 1d, the shortest for class work / write 1d or more, or add an exception with a reason',
    ],
  ])('fires on %s for class work', (retention, expected) => {
    expect(
      found('retention-in-range', [as('vision.read-label', (terms) => (terms.retention = retention))]),
    ).toEqual([expected]);
  });

  test.each(['1d', '24h', '7d'])('is silent on %s for class work', (retention) => {
    expect(
      found('retention-in-range', [as('vision.read-label', (terms) => (terms.retention = retention))]),
    ).toEqual([]);
  });

  test('names the way out where a critical topic may keep longer', () => {
    const evt = as('vision.read-label', (terms) => (terms.retention = '200d'), { class: 'evt' });
    expect(found('retention-in-range', [evt])).toEqual([
      'retention: "200d" is above 30d, the longest for class evt / write 30d or less, or set `critical: true` (90d and more), or add an exception with a reason',
    ]);
    const critical = (retention: string) =>
      as('vision.read-label', (terms) => Object.assign(terms, { retention, critical: true }), {
        class: 'evt',
      });
    expect(found('retention-in-range', [critical('200d')])).toEqual([]);
    expect(found('retention-in-range', [critical('30d')])).toEqual([
      'retention: "30d" is below 90d, the shortest for a critical topic of class evt / write 90d or more, or add an exception with a reason',
    ]);
  });

  test('judges the dead letter topic by its own class', () => {
    const short = as('vision.read-label', (terms) => (terms.deadLetter.retention = '7d'));
    expect(found('retention-in-range', [short])).toEqual([
      'deadLetter.retention: "7d" is below 30d, the shortest for class dlt / write 30d or more, or add an exception with a reason',
    ]);
  });

  test('is silenced by an exception that holds, and not by one that has expired', () => {
    const excepted = (until: string) =>
      as('vision.read-label', (terms) => {
        terms.retention = '8d';
        terms.exceptions = [{ rule: 'retention-in-range', reason: 'a long holiday', until }];
      });
    expect(found('retention-in-range', [excepted('2026-11-21')])).toEqual([]);
    expect(found('retention-in-range', [excepted('2026-11-20')])).toHaveLength(1);
  });
});

test('valid-exception fires on an expired exception, with its date and owner, and on an unknown rule', () => {
  const contract = as('vision.read-label', (terms) => {
    terms.exceptions = [
      { rule: 'retention-in-range', reason: 'old', until: '2026-11-20' },
      { rule: 'retention-in-rage', reason: 'misspelt', until: '2027-01-01' },
    ];
  });
  expect(found('valid-exception', [contract]).sort()).toEqual([
    'exceptions[0].until: the exception from retention-in-range expired on 2026-11-20; its owner is sorting (#sorting) / fix what it excuses, or give it a new reason and day',
    'exceptions[1].rule: there is no rule "retention-in-rage" / did you mean "retention-in-range"?',
  ]);
});

test('compaction-matches-class fires on a compacted queue', () => {
  expect(
    found('compaction-matches-class', [
      as('vision.read-label', (terms) => (terms.cleanup = 'compact,delete')),
    ]),
  ).toEqual([
    'cleanup: "compact,delete" on class work, which is never compacted / write delete, or choose another class',
  ]);
  expect(
    found('compaction-matches-class', [
      as('vision.read-label', (terms) => (terms.cleanup = 'compact'), { class: 'evt' }),
    ]),
  ).toEqual([]);
});

test('known-service fires on a service that no one defined, with the nearest', () => {
  const contract = as('vision.read-label', (terms) => {
    terms.producers = [{ service: 'dispach' }];
    terms.consumers = [{ service: 'nobody' }];
  });
  expect(found('known-service', [contract]).sort()).toEqual([
    'consumers[0].service: no service "nobody" in system sorting / known: dispatch, label-reader, route-planner; services are in contracts/sorting/system.yaml',
    'producers[0].service: no service "dispach" in system sorting / did you mean "dispatch"?; services are in contracts/sorting/system.yaml',
  ]);
});

describe('work-queue-complete', () => {
  test('fires on two consumers, no producer and no dead letter topic', () => {
    const contract = as('vision.read-label', (terms) => {
      terms.consumers = [{ service: 'label-reader' }, { service: 'route-planner' }];
      terms.producers = [];
      delete terms.deadLetter;
    });
    expect(found('work-queue-complete', [contract]).sort()).toEqual([
      'consumers: 2 consumers on a work topic / name exactly one',
      'deadLetter: a work topic without a dead letter topic / add deadLetter with triage',
      'producers: no one writes this work topic / name a producer',
    ]);
  });

  test('fires on jobs for a topic that is no work', () => {
    expect(found('work-queue-complete', [as('vision.read-label', () => {}, { class: 'evt' })])).toEqual([
      'scaling: jobs drain topics of class work, and this is evt / remove scaling, or move the contract to class work',
    ]);
  });

  test('fires on a queue whose executor nothing names, and looks at no executor of an unknown system', () => {
    const queue = smallContract('shop/sales/work/orders/v1', {
      scaling: { deadline: '10m' },
      deadLetter: { triage: 'Look at it' },
      producers: [{ service: 'web' }],
      consumers: [{ service: 'web' }],
    });
    const said = (...systems: SystemDeclaration[]) =>
      saidBy('work-queue-complete', { contracts: [queue], systems, environment: smallEnvironment() });
    const missing = [
      "scaling.executorClass: is missing: the naming of the system has no such part / name one of the environments' queues.executorClasses",
      'scaling.executorKind: is missing: the naming of the system has no such part / name the executor, as its image is named in images.executors',
    ];
    expect(said(plainSystem('shop', []))).toEqual(missing);
    expect(said()).toEqual(missing);
  });

  test('a retired queue may be without a producer', () => {
    const contract = as('vision.read-label', (terms) => {
      terms.producers = [];
      terms.lifecycle = { state: 'retired', since: '2026-10-01' };
    });
    expect(found('work-queue-complete', [contract])).toEqual([]);
  });
});

test('known-environment fires on partitions for an environment that is not there', () => {
  expect(
    found('known-environment', [
      as('vision.read-label', (terms) => (terms.partitions = { default: 1, 'eu-pro': 3 })),
    ]),
  ).toEqual(['partitions.eu-pro: there is no environment "eu-pro" / did you mean "eu-prod"?']);
});

test('known-executor-class fires on a class that an environment does not describe', () => {
  expect(
    found('known-executor-class', [as('vision.read-label', () => {}, { topic: 'vison.read-label' })]),
  ).toEqual([
    'scaling: the executor class "vison" is not in environments/eu-prod.yaml / did you mean "vision"?; classes are described under queues.executorClasses',
  ]);
});

test('samples-required fires on a contract without samples', () => {
  expect(found('samples-required', [{ ...plain, samples: [] }])).toEqual([
    ': no sample / add samples/<name>.json beside the contract',
  ]);
});

test('jobs-within-partitions fires on more jobs than partitions', () => {
  const contract = as('vision.read-label', (terms) => (terms.scaling.maxJobs = 7));
  expect(found('jobs-within-partitions', [contract])).toEqual([
    'scaling.maxJobs: 7 jobs for 6 partitions / leave maxJobs out (a job a partition), raise partitions, or add an exception with a reason',
  ]);
  expect(
    found('jobs-within-partitions', [as('vision.read-label', (terms) => (terms.scaling.maxJobs = 6))]),
  ).toEqual([]);
});

test('within-partition-budget fires when all partitions together are above it', () => {
  const tight = environmentWith('eu-prod', (terms) => (terms.topics.partitionBudget = 6));
  expect(found('within-partition-budget', [plain], tight)).toEqual([
    'topics.partitionBudget: the topics have 7 partitions, and the budget is 6 / lower partitions where the load allows it, or raise the budget with the brokers',
  ]);
  const enough = environmentWith('eu-prod', (terms) => (terms.topics.partitionBudget = 7));
  expect(found('within-partition-budget', [plain], enough)).toEqual([]);
});

describe('unique-topic-names', () => {
  test('fires on two contracts of one topic', () => {
    const dual = environmentWith('eu-prod', (terms) => renamesAt(terms, 'dual'));
    const other = as(
      'batch.plan-routes',
      (terms) => (terms.renamedFrom = { topic: 'vision.read-label.v1', object: 'other' }),
    );
    const [first] = found('unique-topic-names', [plain, other], dual);
    expect(first).toContain('the topic vision.read-label.v1 is also that of contracts/sorting/depot/work/');
  });

  test('fires on names that fold together', () => {
    const dual = environmentWith('eu-prod', (terms) => renamesAt(terms, 'dual'));
    const other = as(
      'batch.plan-routes',
      (terms) => (terms.renamedFrom = { topic: 'vision_read-label.v1', object: 'other' }),
    );
    expect(found('unique-topic-names', [plain, other], dual)[0]).toContain(
      'are one after "." and "_" fold together',
    );
  });

  test('fires on two topics with one object', () => {
    const dual = environmentWith('eu-prod', (terms) => renamesAt(terms, 'dual'));
    const other = as(
      'batch.plan-routes',
      (terms) => (terms.renamedFrom = { topic: 'other.v1', object: 'vision-read-label-v1' }),
    );
    expect(found('unique-topic-names', [plain, other], dual)[0]).toContain(
      'the object KafkaTopic/vision-read-label-v1 is also that of',
    );
  });
});

test('unique-queue-names fires when two capabilities keep one group or one name', () => {
  const other = as('vision.read-label', () => {}, { context: 'billing' });
  const problems = found('unique-queue-names', [plain, other]);
  expect(problems).toHaveLength(2);
  expect(problems.join('\n')).toContain('the consumer group sorting-read-label-v1 is also that of');
  expect(problems.join('\n')).toContain('the name sorting-read-label is also that of');
  const own = as(
    'vision.read-label',
    (terms) => {
      delete terms.scaling.name;
      delete terms.consumers[0].group;
      delete terms.renamedFrom;
    },
    { context: 'billing' },
  );
  expect(found('unique-queue-names', [plain, own])).toEqual([]);
});

test('valid-topic-name fires on folders that make no name', () => {
  const at = (topic: string) => found('valid-topic-name', [as('vision.read-label', () => {}, { topic })]);
  expect(at('vision')).toEqual([
    ': the topic "vision" must be {executorClass}.{executorKind} / rename the folder',
  ]);
  expect(at('Toolrun.verify')).toEqual([
    ': the topic "Toolrun.verify" must be {executorClass}.{executorKind} / rename the folder',
  ]);
});

test('a rule that throws has not passed', () => {
  const broken: Rule = {
    id: 'broken',
    on: 'catalog',
    what: 'Nothing.',
    why: 'Nothing.',
    fix: 'Nothing.',
    level: 'error',
    check: () => {
      throw new Error('lost');
    },
  };
  expect(checkCatalog(view([plain]), [broken])).toEqual([
    {
      place: { file: 'contracts', line: 1, column: 1 },
      key: '',
      what: 'the rule failed: lost',
      fix: 'this is a defect of workstreams: report it with the input',
      rule: 'broken',
    },
  ]);
});

describe('known-tenant', () => {
  const tracking = fixture().catalog.contracts.find(
    ({ address }) => address.system === 'parcels' && address.topic === 'parcel-scanned',
  );
  if (!tracking) throw new Error('no contract');
  const at = (topic: string): Contract => ({ ...tracking, address: { ...tracking.address, topic } });

  test('the misspelt topic of the example set, put in as a contract, is refused with the nearest tenant', () => {
    const contract = at('prod.acmee-labs.tracking.evt.parcel-scanned.v1');
    expect(found('known-tenant', [contract])).toEqual([
      ': no tenant "acmee-labs" (in prod.acmee-labs.tracking.evt.parcel-scanned.v1) / did you mean "acme-labs"?',
    ]);
    expect(found('valid-topic-name', [contract])).toEqual([
      ': the folder "prod.acmee-labs.tracking.evt.parcel-scanned.v1" is a whole topic name / rename it to parcel-scanned: the other segments follow from other folders and the environment',
    ]);
  });

  test('a successor of a misspelt tenant is refused, one of a known tenant is not', () => {
    const deprecated = (tenant: string): Contract => ({
      ...tracking,
      terms: {
        ...tracking.terms,
        lifecycle: {
          state: 'deprecated',
          until: '2027-01-01',
          successor: `prod.${tenant}.tracking.evt.parcel-scanned.v2`,
        },
      },
    });
    expect(found('known-tenant', [deprecated('acmee')])).toEqual([
      'lifecycle.successor: no tenant "acmee" (in prod.acmee.tracking.evt.parcel-scanned.v2) / did you mean "acme"?',
    ]);
    expect(found('known-tenant', [deprecated('acme')])).toEqual([]);
  });

  test('a tenant that one environment spells otherwise is refused', () => {
    const said = (tenants: string[]): string[] => {
      const qa = environmentWith('qa', (terms) => (terms.tenants = tenants));
      const others = ['dev', 'eu-prod'].map(fixtureEnvironment);
      const seen = view([tracking], [qa, ...others]);
      return checkCatalog(seen)
        .filter(({ rule }) => rule === 'known-tenant')
        .map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
    };
    expect(said(['acmee'])).toEqual([
      'tenants[0]: the tenant "acmee" is in no other environment / did you mean "acme"?',
    ]);
    expect(said(['acme', 'globex'])).toEqual([]);
  });

  test('a tenant that is spelled otherwise in the environment that changes come from is refused', () => {
    const said = (source: string, target: string): string[] => {
      const qa = environmentWith('qa', (terms) => (terms.tenants = ['acme', source]));
      const prod = environmentWith('eu-prod', (terms) => (terms.tenants = ['acme', target]));
      return checkCatalog(view([tracking], [fixtureEnvironment('dev'), qa, prod]))
        .filter(({ rule }) => rule === 'known-tenant')
        .map(({ place, key, fix }) => `${place.file} ${key} ${fix}`);
    };
    expect(said('globex', 'globx')).toEqual(['environments/eu-prod.yaml tenants[1] did you mean "globex"?']);
    expect(said('hugo', 'hugoo')).toHaveLength(1);
    for (const [source, target] of [
      ['globex', 'globex'],
      ['globex', 'initech'],
      ['shop-1', 'shop-2'],
      ['shop-a', 'shop-b'],
      ['abc', 'xyz'],
    ] as const) {
      expect(said(source, target)).toEqual([]);
    }
  });

  test('a tenant like one that the environment has beside it, or that one it does not come from alone has, is another tenant', () => {
    const said = (tenants: string[], id = 'acme-labs'): string[] => {
      const qa = environmentWith('qa', (terms) => (terms.tenants = tenants));
      // Changes of neither come from the other.
      const others = [
        fixtureEnvironment('dev'),
        environmentWith('eu-prod', (terms) => {
          terms.tenants = ['acme', id];
          terms.promotion = 'none';
        }),
      ];
      return checkCatalog(view([tracking], [qa, ...others]))
        .filter(({ rule }) => rule === 'known-tenant')
        .map(({ what }) => what);
    };
    expect(said(['acme', 'acmee'])).toEqual([]);
    expect(said(['acme', 'acme-labz'])).toEqual([]);
  });
});

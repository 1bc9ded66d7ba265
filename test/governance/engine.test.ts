import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { judgeProject } from '../../lib/cli/judge.ts';
import type { ResolvedSystem } from '../../lib/policies/resolve.ts';
import { systemUnits } from '../../lib/units/system.ts';
import type { Project } from '../../lib/cli/project.ts';
import {
  acrossEnvironments,
  checkCatalog,
  checkExceptions,
  checkResolved,
} from '../../lib/governance/engine.ts';
import { FindingsRecord } from '../../lib/governance/excused.ts';
import { type CatalogView, inContract, inEnvironment, type Rule } from '../../lib/governance/rule.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import {
  contractWith,
  environmentWith,
  type Mutable,
  fixture,
  fixtureEnvironment,
} from '../support/fixture.ts';

const text = { what: 'Nothing.', why: 'Nothing.', fix: 'Nothing.' };
/** Grave only where somebody is called at night. */
const byAlerts: Rule = {
  ...text,
  id: 'by-alerts',
  on: 'environment',
  level: ({ alerts }) => (alerts === 'page' ? 'error' : 'warning'),
  check: ({ environment }) => [inEnvironment(byAlerts, environment, ['alerts'], 'it rings', 'sleep')],
};
const onContracts: Rule = {
  ...text,
  id: 'on-contracts',
  on: 'catalog',
  level: byAlerts.level,
  check: ({ catalog }) =>
    catalog.contracts.map((one) => inContract(onContracts, one, ['key'], 'a key', 'turn')),
};

function view(contracts: readonly Contract[], environments: readonly Environment[]): CatalogView {
  const { catalog } = fixture();
  return {
    catalog: catalogOf(contracts, catalog.systems, catalog.messages),
    environments,
    environmentNames: ['dev', 'eu-prod', 'qa'],
    today: '2026-11-21',
  };
}

const plain = contractWith('vision.read-label', () => {});
const levels = (found: readonly { readonly level?: string }[]) => found.map(({ level }) => level ?? 'error');

describe('the level of a rule', () => {
  const judged = (environment: Environment) => {
    const seen = view([plain], [environment]);
    return levels(checkResolved(resolve(seen.catalog, environment), seen, [byAlerts]));
  };

  test('follows from what the environment does', () => {
    expect(judged(fixtureEnvironment('eu-prod'))).toEqual(['error']);
    expect(judged(fixtureEnvironment('qa'))).toEqual(['warning']);
  });

  test('is made graver by an environment, for a plain level too', () => {
    expect(judged(environmentWith('qa', (terms) => (terms.rules = { 'by-alerts': 'error' })))).toEqual([
      'error',
    ]);
    expect(judged(environmentWith('qa', (terms) => (terms.rules = { other: 'error' })))).toEqual(['warning']);
  });

  test('on the catalogue is the gravest of the environments that are judged', () => {
    const [qa, prod] = ['qa', 'eu-prod'].map(fixtureEnvironment) as [Environment, Environment];
    expect(levels(checkCatalog(view([plain], [qa]), [onContracts]))).toEqual(['warning']);
    expect(levels(checkCatalog(view([plain], [qa, prod]), [onContracts]))).toEqual(['error']);
    expect(levels(checkCatalog(view([plain], []), [onContracts]))).toEqual(['error']);
  });

  test('of a warning in one environment and an error in another is told for each', () => {
    const found = new Map(
      ['qa', 'eu-prod'].map((name) => {
        const environment = environmentWith(name, () => {});
        const seen = view([plain], [environment]);
        const rule: Rule = {
          ...byAlerts,
          check: () => [inContract(byAlerts, plain, [], 'the same', 'fix')],
        };
        return [name, checkResolved(resolve(seen.catalog, environment), seen, [rule])];
      }),
    );
    expect(acrossEnvironments(found).map(({ what, level }) => `${level ?? 'error'}: ${what}`)).toEqual([
      'error: the same (in eu-prod)',
      'warning: the same (in qa)',
    ]);
  });
});

describe('an exception of an environment', () => {
  const excepted = (exception: Mutable, today = '2026-11-21') => {
    const environment = environmentWith('eu-prod', (terms) => {
      terms.exceptions = [
        { rule: 'by-alerts', subject: 'alerts', reason: 'Quiet', until: '2026-12-31', ...exception },
      ];
    });
    const seen = { ...view([plain], [environment]), today };
    const record = new FindingsRecord();
    const found = checkResolved(resolve(seen.catalog, environment), seen, [byAlerts], record);
    const unused = checkExceptions(seen, record, rules).map(
      ({ what, fix, level }) => `${level}: ${what} / ${fix}`,
    );
    return { found: found.length, unused };
  };

  test('excuses its subject until its last day', () => {
    expect(excepted({})).toEqual({ found: 0, unused: [] });
    expect(excepted({}, '2026-12-31').found).toBe(0);
    expect(excepted({}, '2027-01-01').found).toBe(1);
  });

  test('excuses no other rule or subject, and is told when it excuses nothing', () => {
    const owner = 'its owner is who keeps environments/eu-prod.yaml';
    expect(excepted({ subject: 'alert' })).toEqual({
      found: 1,
      unused: [
        `warning: the exception from by-alerts for "alert" until 2026-12-31 excuses nothing; ${owner} / remove it; did you mean "alerts"?`,
      ],
    });
    // No pattern: a subject is written exactly.
    expect(excepted({ subject: '*' }).found).toBe(1);
    expect(excepted({ rule: 'within-partition-budget' })).toEqual({
      found: 1,
      unused: [
        `warning: the exception from within-partition-budget for "alerts" until 2026-12-31 excuses nothing; ${owner} / remove it`,
      ],
    });
  });

  test('excuses one contract in one environment, by its address', () => {
    const rule: Rule = {
      ...byAlerts,
      check: () => [inContract(byAlerts, plain, [], 'wrong', 'fix')],
    };
    const found = (name: string, subject: string) => {
      const environment = environmentWith(name, (terms) => {
        terms.exceptions = [{ rule: 'by-alerts', subject, reason: 'Quiet', until: '2026-12-31' }];
      });
      const seen = view([plain], [environment]);
      return checkResolved(resolve(seen.catalog, environment), seen, [rule]).length;
    };
    expect(found('eu-prod', 'sorting/depot/work/vision.read-label/v1')).toBe(0);
    expect(found('eu-prod', 'sorting/depot/work/vision.read-label/v2')).toBe(1);
  });

  test('of another environment excuses nothing here', () => {
    const qa = environmentWith('qa', (terms) => {
      terms.exceptions = [{ rule: 'by-alerts', subject: 'alerts', reason: 'Quiet', until: '2026-12-31' }];
    });
    const prod = environmentWith('eu-prod', () => {});
    const seen = view([plain], [qa, prod]);
    expect(checkResolved(resolve(seen.catalog, prod), seen, [byAlerts])).toHaveLength(1);
    expect(checkResolved(resolve(seen.catalog, qa), seen, [byAlerts])).toHaveLength(0);
  });
});

describe("a contract's exception that excuses nothing", () => {
  const spare = contractWith('vision.read-label', (terms) => {
    terms.exceptions = [{ rule: 'retention-in-range', reason: 'Once', until: '2026-12-31' }];
  });
  const told = (environments: readonly Environment[]) => {
    const seen = view([spare], environments);
    const record = new FindingsRecord();
    checkCatalog(seen, rules, record);
    return checkExceptions(seen, record).map(({ key, what }) => `${key}: ${what}`);
  };
  const all = ['dev', 'eu-prod', 'qa'].map((name) =>
    environmentWith(name, (terms) => (terms.exceptions = [])),
  );

  test('is told with its owner', () => {
    expect(told(all)).toEqual([
      `exceptions[0]: the exception from retention-in-range until 2026-12-31 excuses nothing; its owner is ${spare.terms.owner.team} (${spare.terms.owner.channel})`,
    ]);
  });

  test('is not told where an environment is left out, which may need it', () => {
    expect(told(all.slice(1))).toEqual([]);
  });
});

test('valid-exception covers environments: unknown rules with the nearest, and what has expired', () => {
  const environment = environmentWith('eu-prod', (terms) => {
    terms.rules = { 'no-unused-exceptions': 'error' };
    terms.exceptions = [
      { rule: 'image-pined', subject: 'x', reason: 'A slip', until: '2026-12-31' },
      { rule: 'image-pinned', subject: 'x', reason: 'Long ago', until: '2026-11-20' },
      { rule: 'unique-group', subject: 'x', reason: 'For ever', until: '2999-12-31' },
    ];
  });
  const found = checkCatalog(view(fixture().catalog.contracts, [environment])).map(
    ({ key, what, fix }) => `${key}: ${what} / ${fix}`,
  );
  expect(found.toSorted()).toEqual([
    'exceptions[0].rule: there is no rule "image-pined" / did you mean "image-pinned"?',
    'exceptions[1].until: the exception from image-pinned expired on 2026-11-20; its owner is who keeps environments/eu-prod.yaml / fix what it excuses, or give it a new reason and day',
    'exceptions[2].rule: there is no rule "unique-group" / did you mean "unique-groups"?',
    'rules.no-unused-exceptions: there is no rule "no-unused-exceptions" / did you mean "no-unused-exception"?',
  ]);
});

test('a rule on manifests that throws has not passed, whatever its level', () => {
  const broken: Rule = {
    ...text,
    id: 'broken',
    on: 'exceptions',
    level: 'warning',
    check: () => {
      throw new Error('lost');
    },
  };
  const found = checkExceptions(view([plain], []), new FindingsRecord(), [broken]);
  expect(found.map(({ what, level }) => [what, level])).toEqual([['the rule failed: lost', undefined]]);
});

describe('a project', () => {
  /** The stack with one object of its own in each environment, that a rule refuses in some. */
  function withObject(kind: string, spec: unknown): Project {
    const project = fixture();
    const [first] = project.catalog.systems;
    const metadata = { name: 'added', namespace: 'x' };
    const unitsOf = (system: ResolvedSystem) =>
      systemUnits(system).map((unit, index) =>
        index > 0 || system.declaration !== first
          ? unit
          : {
              ...unit,
              build: (chart: Parameters<typeof unit.build>[0]) => {
                unit.build(chart);
                new ApiObject(chart, 'Added', { apiVersion: 'v1', kind, metadata, spec });
              },
            },
      );
    return { ...project, unitsOf };
  }

  test('that is right has nothing wrong, and no exception too many', () => {
    expect(judgeProject(fixture())).toEqual([]);
  });

  test("is judged by what a system's own objects are, at the file that the unit comes from", () => {
    const found = judgeProject(
      withObject('Deployment', { template: { spec: { containers: [{ image: 'x:1' }] } } }),
    );
    const pinned = found.filter(({ rule }) => rule === 'image-pinned');
    expect(pinned.map(({ what }) => what)).toEqual([
      'Deployment x/added: spec.template.spec.containers[0].image: "x:1" is not pinned by digest (in eu-prod)',
    ]);
    expect(pinned.map(({ place }) => place.file.replace(/.*\//, ''))).toEqual(['contract.yaml']);
    expect(found.some(({ rule, what }) => rule === 'restricted-pods' && !what.includes('(in'))).toBe(true);
  });

  test('hands no unit on after the first that is wrong, and ends no environment then', () => {
    const taken: string[] = [];
    const end = ({ environment }: Environment) => taken.push(`end of ${environment}`);
    judgeProject(fixture(), undefined, end);
    expect(taken.splice(0)).toEqual(['end of dev', 'end of eu-prod', 'end of qa']);
    judgeProject(
      withObject('Deployment', { template: { spec: { hostNetwork: true } } }),
      ({ environment }) =>
        ({ unit }) => {
          taken.push(`${environment} ${unit}`);
        },
      end,
    );
    expect(taken).toEqual([]);
  });
});

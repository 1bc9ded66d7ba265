import { describe, expect, test } from '@jest/globals';
import type { Duty, Service, SystemDeclaration } from '../../lib/model/terms/system.ts';
import {
  plainSystem,
  rightsIn,
  smallContract,
  smallEnvironment,
  tenantSystem,
} from '../support/small-stack.ts';

const key = { field: 'subject', why: 'One state each' };
const contracts = [
  smallContract('shop/orders/evt/placed/v1', {
    deadLetter: { triage: 'The on-call looks at them' },
    retry: { tiers: ['1m'], attempts: 2 },
    producers: [{ service: 'desk' }],
    consumers: [{ service: 'billing' }],
  }),
  smallContract('shop/desk/ctl/journal/v1', { key, cleanup: 'compact' }),
  smallContract('shop/desk/aud/reports/v1'),
  smallContract('shop/desk/met/counts/v1'),
];
const operations = { journal: 'journal', audit: { topic: 'reports' }, metrics: { topic: 'counts' } };
const service = (duty: Duty['duty'], more: Partial<Service> = {}): Service => ({
  ...{ id: 'desk', purpose: 'Repairs', ...more },
  duties: [{ duty, topics: ['placed'] }],
});
const stack = (system: SystemDeclaration, environment = smallEnvironment()) => ({
  ...{ contracts, environment, systems: [system] },
});

describe('who writes dead letters or history again', () => {
  test('keeps the journal and reports in transactions of its own', () => {
    const system = { ...plainSystem('shop', [service('dead letter operator')]), operations };
    expect(rightsIn(stack(system), 'shop-desk')).toEqual([
      'Read group shop-desk',
      'Write topic shop.counts',
      'Read, Write topic shop.journal',
      'Write topic shop.placed',
      'Read topic shop.placed.dlq',
      // It counts what is retried.
      'Describe topic shop.placed.retry-1m',
      'Write topic shop.reports',
      'Write transactionalId shop-desk-*',
    ]);
  });

  test('takes the transactional ids that it declares', () => {
    const desk = service('replayer', { transactionalId: 'repairs' });
    const system = { ...plainSystem('shop', [desk]), operations: { journal: 'journal' } };
    expect(rightsIn(stack(system), 'shop-desk')).toContain('Write transactionalId repairs-*');
  });

  test('has the journal of its own tenant, and ids that no other tenant has', () => {
    const system = { ...tenantSystem('shop', [service('dead letter operator')]), operations };
    const environment = smallEnvironment({ tenants: ['acme', 'acme-labs'] });
    const rights = (user: string) =>
      rightsIn(stack(system, environment), user).filter((one) => /journal|transactional/.test(one));
    expect(rights('shop-acme--desk')).toEqual([
      'Read, Write topic test.acme.desk.ctl.journal.v1',
      'Write transactionalId shop-acme--desk-*',
    ]);
    expect(rights('shop-acme-labs--desk')).toEqual([
      'Read, Write topic test.acme-labs.desk.ctl.journal.v1',
      'Write transactionalId shop-acme-labs--desk-*',
    ]);
  });
});

test.each(['dispatcher', 'canary'] as const)('a %s does not keep the journal', (duty) => {
  const system = { ...plainSystem('shop', [service(duty)]), operations };
  expect(rightsIn(stack(system), 'shop-desk').filter((one) => one.includes('journal'))).toEqual([]);
});

test('without a journal there is no right to one', () => {
  const system = plainSystem('shop', [service('dead letter operator')]);
  expect(rightsIn(stack(system), 'shop-desk')).toEqual([
    'Read group shop-desk',
    'Write topic shop.placed',
    'Read topic shop.placed.dlq',
  ]);
});

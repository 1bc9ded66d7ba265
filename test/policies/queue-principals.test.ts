import { expect, test } from '@jest/globals';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import type { EnvironmentProps } from '../../lib/model/terms/program-environment.ts';
import { familyOf, queueOf } from '../../lib/policies/from-contract.ts';
import { queuePrincipals } from '../../lib/policies/queue-principals.ts';
import { resolveQueue } from '../../lib/policies/queue-settings.ts';
import { declared, namings } from '../support/namings.ts';
import { smallContract, smallEnvironment } from '../support/small-stack.ts';

const contractOf = (more: Partial<ContractProps> = {}) =>
  smallContract('shop/desk/work/vision.read/v1', {
    scaling: { deadline: '10m', executorClass: 'vision', executorKind: 'read' },
    deadLetter: { triage: 'The on-call looks' },
    producers: [{ service: 'web' }, { service: 'till' }],
    consumers: [{ service: 'reader' }],
    ...more,
  });
const environmentOf = (queues: NonNullable<EnvironmentProps['queues']> = {}) =>
  smallEnvironment({ tenants: ['acme'], queues: { executorClasses: { vision: {} }, ...queues } });

test('a queue has a writer for each producer, a reader and a scaler', () => {
  const environment = environmentOf();
  const told = queuePrincipals(queueOf(contractOf(), environment), environment);
  expect(told.map((one) => [one.name, one.service, one.purpose, 'tenant' in one])).toEqual([
    ['shop-desk-vision-read-writer', 'web', 'writes work requests', false],
    ['shop-desk-vision-read-writer-till', 'till', 'writes work requests', false],
    [
      'shop-desk-vision-read-reader',
      'reader',
      'drains the queue; writes what fails to the dead letter topic',
      false,
    ],
    ['shop-desk-vision-read-scaler', 'keda', 'measures the lag', false],
  ]);
  const { tenant } = queuePrincipals(
    queueOf(contractOf(), environment, {
      naming: declared({ ...namings.namespaced, segments: { topic: { pattern: '[a-z.]+' } } }),
      tenant: 'acme',
    }),
    environment,
  )[0] ?? { tenant: undefined };
  expect(tenant).toBe('acme');
});

test('where no jobs run, only its writers are left', () => {
  const environment = environmentOf({ jobs: false });
  expect(
    queuePrincipals(queueOf(contractOf(), environment), environment).map(({ purpose }) => purpose),
  ).toEqual(['writes work requests', 'writes work requests']);
});

test('what is not a whole queue, or has no class where jobs run, is a defect of the caller', () => {
  const environment = environmentOf();
  const resolving = (more: Partial<ContractProps>, queues: NonNullable<EnvironmentProps['queues']> = {}) => {
    const family = familyOf(contractOf(more), environment, { naming: declared(namings.queues) });
    return () => resolveQueue(family, environmentOf(queues), []).readers.length;
  };
  const whole = 'shop/desk/work/vision.read/v1 is not a whole queue';
  expect(resolving({ consumers: [] })).toThrow(whole);
  expect(resolving({ scaling: undefined })).toThrow(whole);
  const none = { executorClasses: {} };
  expect(resolving({}, none)).toThrow('no executor class vision for shop/desk/work/vision.read/v1');
  expect(resolving({}, { ...none, jobs: false })()).toBe(0);
});

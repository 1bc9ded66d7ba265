import type { Problem } from '../../model/text/problem.ts';
import type { ResolvedScaledConsumer } from '../../policies/resolved-scaler.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import type { ResolvedService } from '../../policies/resolved-service.ts';
import { pathOf, placeOf, termsOf } from '../../policies/scaled-consumers.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const scaledConsumerConsistent: EnvironmentRule = {
  id: 'scaled-consumer-consistent',
  on: 'environment',
  what: 'What a contract and a service say of a scaled consumer agrees with its scaling, and has an effect.',
  why: 'KEDA counts from the earliest message: a consumer that begins at the latest one loses without a word what KEDA counts; a fixed number of replicas and KEDA undo each other.',
  fix: 'Remove the setting that the message names.',
  level: 'error',
  check: ({ environment, systems }) =>
    systems.flatMap((system) => [
      ...drainedByJobs(system),
      ...(environment.workloads.keda === 'none' ? [] : withoutScaler(system)),
      ...system.scalers.flatMap(({ service, consumers }) =>
        consumers.flatMap((consumer) => [
          ...withoutEffect(consumer),
          ...contradictions(system, service, consumer),
        ]),
      ),
    ]),
};

function drainedByJobs({ families }: ResolvedSystem): Problem[] {
  return families
    .filter(({ contract }) => contract.terms.scaling !== undefined)
    .flatMap(({ contract }) =>
      contract.terms.consumers.flatMap(({ deployment }, index) =>
        deployment === undefined
          ? []
          : [
              inContract(
                scaledConsumerConsistent,
                contract,
                ['consumers', index, 'deployment'],
                'jobs drain this topic (scaling), and this consumer would be a Deployment beside them',
                'remove deployment, or scaling',
              ),
            ],
      ),
    );
}

/** A Deployment that nothing scales: what an imported system runs is not known here. */
function withoutScaler({ declaration, families, scalers }: ResolvedSystem): Problem[] {
  const scaled = new Set(
    scalers.flatMap(({ consumers }) => consumers.flatMap(({ claims }) => claims.map(({ family }) => family))),
  );
  return families
    .filter((family) => family.contract.terms.scaling === undefined && !scaled.has(family))
    .flatMap(({ contract }) =>
      contract.terms.consumers.flatMap(({ deployment }, index) =>
        deployment === undefined
          ? []
          : [
              inContract(
                scaledConsumerConsistent,
                contract,
                ['consumers', index, 'deployment'],
                `${declaration.id} is imported, and nothing is rendered for its workloads`,
                'remove deployment',
              ),
            ],
      ),
    );
}

function withoutEffect({ claims, minReplicas }: ResolvedScaledConsumer): Problem[] {
  if (minReplicas.value === 0) return [];
  return claims
    .filter((claim) => {
      const { minReplicas: written, pollingInterval } = termsOf(claim);
      // Where some environments stop the Deployment, theirs is the effect.
      const somewhere = typeof written === 'object' && Object.values(written).includes(0);
      return pollingInterval !== undefined && !somewhere;
    })
    .map((claim) =>
      inContract(
        scaledConsumerConsistent,
        claim.family.contract,
        pathOf(claim, 'pollingInterval'),
        `pollingInterval has no effect with ${minReplicas.value} replica${minReplicas.value === 1 ? '' : 's'} at the least: Kubernetes asks at its own pace then`,
        'remove it, or write minReplicas: 0',
      ),
    );
}

function contradictions(
  { declaration }: ResolvedSystem,
  { service, clients }: ResolvedService,
  consumer: ResolvedScaledConsumer,
): Problem[] {
  const { minReplicas, maxReplicas, deployment, topics } = consumer;
  const { claim, path } = placeOf(consumer, 'name');
  const say = (what: string, fix: string) =>
    inContract(scaledConsumerConsistent, claim.family.contract, path, what, fix);
  const groups = new Set<string>(topics.map(({ group }) => group.value));
  return clients.consumers
    .filter(({ group }) => groups.has(group))
    .flatMap(({ group, replicas, offsetReset }) => [
      ...(offsetReset === 'latest'
        ? [
            say(
              `the group ${group} of ${service.id} in ${declaration.id} begins at latest: what KEDA starts replicas for would be skipped`,
              'remove offsetReset from its client settings: earliest is the default',
            ),
          ]
        : []),
      ...(replicas === undefined || (replicas === minReplicas.value && replicas === maxReplicas.value)
        ? []
        : [
            say(
              `${replicas} replicas in the client settings of ${service.id} in ${declaration.id}, and KEDA scales ${deployment.value} from ${minReplicas.value} to ${maxReplicas.value}`,
              `remove replicas of the group ${group} from its client settings`,
            ),
          ]),
    ]);
}

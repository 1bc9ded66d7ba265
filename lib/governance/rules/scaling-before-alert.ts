import { pathOf } from '../../policies/scaled-consumers.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const scalingBeforeAlert: EnvironmentRule = {
  id: 'scaling-before-alert',
  on: 'environment',
  what: 'A scaled Deployment gets more replicas before the alert on its lag fires.',
  why: 'Otherwise someone is notified of a lag that scaling would have removed, and the second replica starts after that.',
  fix: 'Leave `lagPerReplica` out (the alert’s number over the replicas), or lower it.',
  level: 'warning',
  check: ({ systems }) =>
    systems.flatMap(({ scalers }) =>
      scalers.flatMap(({ consumers }) =>
        consumers
          .filter(({ minReplicas, maxReplicas }) => maxReplicas.value > Math.max(1, minReplicas.value))
          .flatMap(({ topics, claims, minReplicas, maxReplicas }) =>
            topics.flatMap(({ family, lagPerReplica }) => {
              const { alertLag } = family.contract.terms.serviceLevels;
              const running = Math.max(1, minReplicas.value);
              const claim = claims.find((one) => one.family === family);
              if (lagPerReplica.value * running < alertLag || claim === undefined) return [];
              const most = Math.max(1, Math.floor(alertLag / maxReplicas.value));
              return [
                inContract(
                  scalingBeforeAlert,
                  family.contract,
                  pathOf(claim, 'lagPerReplica'),
                  `another replica starts above ${lagPerReplica.value * running} unread messages, and the alert fires above ${alertLag}`,
                  `leave lagPerReplica out, or write ${most} or less, so that all replicas run before the alert`,
                ),
              ];
            }),
          ),
      ),
    ),
};

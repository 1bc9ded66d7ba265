import { canonical } from '../../model/catalog.ts';
import type { DeploymentTerms } from '../../model/terms/deployment-terms.ts';
import { formatDuration } from '../../model/text/duration.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { DeploymentClaim, ResolvedScaledConsumer } from '../../policies/resolved-scaler.ts';
import { pathOf, placeOf, termsOf } from '../../policies/scaled-consumers.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const scaledDeploymentConsistent: EnvironmentRule = {
  id: 'scaled-deployment-consistent',
  on: 'environment',
  what: 'One service scales a Deployment, and all contracts that name the Deployment agree on its replicas.',
  why: 'A Deployment has one ScaledObject: KEDA refuses a second one, and of two numbers one would be ignored.',
  fix: 'Say each number in one contract, or the same number in all; name another Deployment for another service.',
  level: 'error',
  check: ({ systems }) => {
    const owners = new Map<string, { readonly service: string; readonly at: string }>();
    const found = systems.flatMap(({ namespace, scalers }) =>
      scalers.flatMap(({ service, consumers }) =>
        consumers.flatMap((consumer) => {
          const { claim, path } = placeOf(consumer, 'name');
          const target = `${namespace}/${consumer.deployment.value}`;
          const other = owners.get(target);
          owners.set(target, other ?? { service: service.name, at: placeText(claim, 'name') });
          return [
            ...(other === undefined
              ? []
              : [
                  inContract(
                    scaledDeploymentConsistent,
                    claim.family.contract,
                    path,
                    `the Deployment ${target} of ${service.name} is also that of ${other.service} (${other.at})`,
                    'leave name out, so that the service and its tenant name it, or name another Deployment',
                  ),
                ]),
            ...contradictions(consumer),
          ];
        }),
      ),
    );
    return once(found);
  },
};

/** `lagPerReplica` may differ: it is about one topic. */
const shared = ['minReplicas', 'maxReplicas', 'cooldown', 'pollingInterval'] as const;

function contradictions(consumer: ResolvedScaledConsumer): Problem[] {
  return shared.flatMap((term) => {
    const { claim: first } = placeOf(consumer, term);
    const said = termsOf(first)[term];
    return consumer.claims
      .filter((claim) => termsOf(claim)[term] !== undefined)
      .filter((claim) => canonical(termsOf(claim)[term]) !== canonical(said))
      .map((claim) =>
        inContract(
          scaledDeploymentConsistent,
          claim.family.contract,
          pathOf(claim, term),
          `${term} ${shown(term, termsOf(claim))} of the Deployment ${consumer.deployment.value}, and ${placeText(first, term)} says ${shown(term, termsOf(first))}`,
          'write the same in both, or only in one of them',
        ),
      );
  });
}

function shown(term: (typeof shared)[number], terms: DeploymentTerms): string {
  switch (term) {
    case 'cooldown':
    case 'pollingInterval': {
      const length = terms[term];
      return length === undefined ? 'nothing' : formatDuration(length);
    }
    case 'minReplicas':
    case 'maxReplicas':
      return canonical(terms[term]);
  }
}

function placeText(claim: DeploymentClaim, term: keyof DeploymentTerms): string {
  const { file, line, column } = claim.family.contract.source.place(pathOf(claim, term));
  return `${file}:${line}:${column}`;
}

/** A contract of several tenants is judged once for each of them. */
function once(found: readonly Problem[]): Problem[] {
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

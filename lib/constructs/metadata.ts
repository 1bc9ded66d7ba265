import type { ApiObjectMetadata } from 'cdk8s';
import type { Contract } from '../model/terms/contract.ts';
import type { EnvironmentTerms } from '../model/terms/environment.ts';
import { gitopsAnnotations } from '../policies/gitops.ts';

/** Labels and annotations of ours begin so. */
export const ownPrefix = 'workstreams.io';

export interface ObjectIdentity {
  readonly kind: string;
  readonly name: string;
  /** Absent for cluster-wide kinds. */
  readonly namespace?: string;
  /** The system: `app.kubernetes.io/part-of`. */
  readonly system: string;
  /** What the object belongs to: a queue, a service, `workbench`. */
  readonly component: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Metadata of an object of ours: an explicit name always, the labels everyone selects by, the posture's annotations. */
export function metadata(environment: EnvironmentTerms, identity: ObjectIdentity): ApiObjectMetadata {
  const { kind, name, namespace, system, component, labels, annotations } = identity;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { ...commonLabels(system, component), ...labels },
    annotations: { ...gitopsAnnotations(environment, kind), ...annotations },
  };
}

export function commonLabels(system: string, component: string): Record<string, string> {
  return {
    'app.kubernetes.io/part-of': system,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/managed-by': 'workstreams',
  };
}

/** What a contract says about the data, as labels that alerts and people select by. */
export function contractLabels({ address, terms }: Contract): Record<string, string> {
  return {
    [`${ownPrefix}/owner`]: terms.owner.team,
    [`${ownPrefix}/class`]: address.class,
    [`${ownPrefix}/classification`]: terms.classification,
    [`${ownPrefix}/pii`]: terms.pii,
  };
}

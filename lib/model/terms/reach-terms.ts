import { z } from 'zod';
import { described } from './described.ts';
import { egressRule } from './egress-terms.ts';
import { lineField, objectNameField, portField } from './fields.ts';

interface Reached {
  /** In the words of the page: `the identity provider`. */
  readonly what: string;
  /** What pods reach, as the message says it: `the token endpoint`. */
  readonly address: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly ports: number[];
}

/** How pods reach what is outside of Kafka: pods in the same cluster, or a network, for NetworkPolicies. */
export function reachField({ what, address, namespace, labels, ports }: Reached) {
  const why = `${what.slice(0, 1).toUpperCase()}${what.slice(1)}`;
  const pods = z.strictObject({
    why: described(lineField, 'What pods need there.', { examples: [why] }),
    namespace: described(objectNameField, `Namespace of the pods of ${what}.`, { examples: [namespace] }),
    labels: described(
      z.record(
        z.string().min(1).max(317),
        described(z.string().max(63), 'Value of this label.', { examples: Object.values(labels) }),
      ),
      'Labels of these pods.',
      { examples: [labels] },
    ),
    ports: described(z.array(portField).min(1, 'name the ports'), 'TCP ports that pods may reach.', {
      examples: [ports],
    }),
  });
  return described(
    z.array(z.union([pods, egressRule])).min(1, `say how pods reach ${address}`),
    `How pods reach ${address}: pods in the same cluster, or a network. NetworkPolicies know no names of hosts.`,
    { examples: [[{ why, namespace, labels, ports }]] },
  );
}

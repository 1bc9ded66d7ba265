import { type Default, type Facts, quantityOf } from '../facts.ts';
import { review, type Verdict } from '../risk.ts';
import type { Changed } from './meaning.ts';

/** What the API server fills into a pod template. */
export const podDefaults: readonly Default[] = [
  ['.dnsPolicy', 'ClusterFirst'],
  ['.schedulerName', 'default-scheduler'],
  ['.terminationGracePeriodSeconds', 30],
  ['.terminationMessagePath', '/dev/termination-log'],
  ['.terminationMessagePolicy', 'File'],
  ['.imagePullPolicy', 'IfNotPresent'],
  ['.enableServiceLinks', true],
  ['.template.spec.restartPolicy', 'Always'],
  ['.securityContext', '{}'],
  ['.resources', '{}'],
  ['.template.metadata', '{}'],
  ['.protocol', 'TCP'],
  ['.defaultMode', 420],
  ['.fieldRef.apiVersion', 'v1'],
  ['.successThreshold', 1],
  ['.failureThreshold', 3],
  ['.periodSeconds', 10],
  ['.timeoutSeconds', 1],
  ['.readOnly', false],
];

/**
 * The facts of a pod template in one spelling: quantities as numbers, and the account under its one name.
 * @param base where the template stands, with its last dot
 */
export function refinePod(facts: Facts, base: string): void {
  facts.delete(`${base}spec.serviceAccount`);
  for (const [path, value] of facts) {
    if (/\.(?:resources\.(?:limits|requests)\.[^.]+|sizeLimit)$/.test(path))
      facts.set(path, quantityOf(value) ?? value);
  }
}

/**
 * What a change in a pod template means.
 * @param path below the template
 * @param who `new jobs`, `pods`: what is started from it
 */
export function judgePod(path: string, { before, after }: Changed, who: string): Verdict {
  const env = /\.env\[([^\]]+)\]/.exec(path)?.[1];
  if (path.endsWith('.image'))
    return review(`${who} run another image: ${String(before)} becomes ${String(after)}`);
  if (env !== undefined) return review(`${who} get another ${env}`);
  if (/\.(?:command|args)$/.test(path)) return review(`${who} run another command`);
  if (path.includes('.resources.')) {
    const less = Number(after) < Number(before);
    return review(
      less
        ? `${who} get less: above a limit of memory they are killed, of processor slowed down`
        : `${who} ask for more, or have no bound: where no node has that much they wait`,
    );
  }
  if (path.includes('automountServiceAccountToken'))
    return review(
      after === false
        ? `${who} no longer get a token of their account: calls to the API server fail`
        : `${who} get the token of their account: who breaks into one acts with its rights`,
    );
  if (path.includes('ecurityContext') || /\.host(?:Network|PID|IPC)$/.test(path))
    return review(`what ${who} may do on their node changes: a restricted namespace may refuse them`);
  if (path.startsWith('metadata.labels'))
    return review(
      `${who} carry other labels: NetworkPolicies and listeners that select by them let through more, or less`,
    );
  if (/nodeSelector|tolerations|affinity|topologySpread/.test(path))
    return review(`${who} run on other nodes; where none fits they wait`);
  if (path.endsWith('restartPolicy'))
    return review(`a container of ${who} that ends is started again, or not, in another way`);
  if (path.includes('serviceAccountName')) return review(`${who} act as another account, with its rights`);
  if (path.includes('priorityClassName'))
    return review(`${who} have another priority and count against another quota`);
  if (path.includes('terminationGracePeriod'))
    return review(`${who} have more or less time to commit before they are killed`);
  if (/volume/i.test(path))
    return review(`${who} find other files: a volume that is not there keeps them from starting`);
  return review(`${who} are started in another way`);
}

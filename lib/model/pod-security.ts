/** Levels of Kubernetes' Pod Security Standards, the laxest first. */
const levels = ['privileged', 'baseline', 'restricted'] as const;
export type PodSecurity = (typeof levels)[number];

export const podSecurityPrefix = 'pod-security.kubernetes.io/';

/** Labels of a namespace: below which level the API server refuses a pod, warns of it, and notes it in its audit log. */
export const enforceLabel = `${podSecurityPrefix}enforce`;
export const auditLabel = `${podSecurityPrefix}audit`;
export const warnLabel = `${podSecurityPrefix}warn`;

/** How strict a value of the label `enforce` is, as a number. Without the label every pod is admitted. */
export function strictnessOf(level: unknown): number {
  return Math.max(
    0,
    levels.findIndex((one) => one === level),
  );
}

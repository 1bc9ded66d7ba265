/** Verbs of Kubernetes' API that say what an object is. */
export const writingVerbs: readonly string[] = ['create', 'update', 'patch'];

/**
 * Resources from which pods are started, by their names in the API: Kubernetes' own, and those from which operators make
 * pods by a template that says what these may do. An ephemeral container says the same in a pod that runs.
 */
const startsPods: readonly string[] = [
  'pods',
  'pods/ephemeralcontainers',
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
  'scaledjobs',
  'strimzipodsets',
  'kafkas',
  'kafkanodepools',
  'kafkaconnects',
  'kafkamirrormaker2s',
  'kafkabridges',
];

/**
 * Whether a right says what runs in a pod: its holder chooses what that pod may do on its node. `*` is every verb, and
 * every resource; a part of an object is also covered by a `*` before or after its slash.
 */
export function makesPods(verb: string, resource: string): boolean {
  return (verb === '*' || writingVerbs.includes(verb)) && startsPods.some((one) => covers(resource, one));
}

function covers(named: string, resource: string): boolean {
  const [kind, part] = resource.split('/');
  return [resource, '*', ...(part === undefined ? [] : [`${String(kind)}/*`, `*/${part}`])].includes(named);
}

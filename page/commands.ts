import type { EnvironmentHead, PhysicalTopic, PrincipalRow } from '../lib/reports/catalog/model.ts';

/** A command, and what it is for. */
export interface Command {
  readonly about: string;
  readonly command: string;
}

/**
 * The commands to look at a topic: its object by kubectl, its messages by kcat. kcat reads without a group, so no
 * consumer's position moves.
 * @param reader with whose rights it is read; undefined where no one is authenticated, or no one may read it
 */
export function commandsFor(
  environment: EnvironmentHead,
  topic: PhysicalTopic,
  reader: PrincipalRow | undefined,
): Command[] {
  const { namespace, cluster } = environment;
  const listener = environment.listeners[reader?.listener ?? environment.clientListener];
  const objects: Command[] = [
    {
      about: 'The topic as the operator sees it',
      command: `kubectl -n ${namespace} get kafkatopic ${topic.object} -o yaml`,
    },
    {
      about: 'Whether it is ready, and why not',
      command: `kubectl -n ${namespace} get kafkatopic ${topic.object} -o jsonpath='{.status.conditions}'`,
    },
  ];
  if (listener === undefined || (listener.authenticates && reader === undefined)) return objects;
  const settings: string[] = [];
  const fetched: string[] = [];
  const secret = (name: string, key: string) =>
    `kubectl -n ${namespace} get secret ${name} -o jsonpath='{.data.${key.replaceAll('.', '\\.')}}' | base64 -d`;
  if (listener.tls) {
    fetched.push(`${secret(`${cluster}-cluster-ca-cert`, 'ca.crt')} > ca.crt`);
    settings.push('-X ssl.ca.location=ca.crt');
  }
  if (reader !== undefined) {
    const own = (text: string) => text.replaceAll('{user}', reader.object);
    for (const { secret: name, key, file, property, private: hidden } of listener.secrets) {
      const read = secret(own(name), key);
      // A file: an argument would be seen by everyone who lists processes.
      const written = property === null ? `${read} > ${file}` : `echo "${property}=$(${read})" > ${file}`;
      fetched.push(hidden ? `(umask 077; ${written})` : written);
    }
    settings.push(...listener.options.map(own));
  }
  const kcat = [
    'kcat',
    `-b ${listener.bootstrap}`,
    `-X security.protocol=${listener.protocol}`,
    ...settings,
  ].join(' \\\n  ');
  const as = reader === undefined ? '' : ` as ${reader.object}`;
  return [
    ...objects,
    ...(fetched.length === 0
      ? []
      : [{ about: `What it takes to connect${as}`, command: fetched.join('\n') }]),
    {
      about: `The last five messages${as}`,
      command: `${kcat} \\\n  -C -t ${topic.name} -o -5 -e -f 'p%p o%o %T %k %h\\n%s\\n\\n'`,
    },
    { about: 'Its partitions, leaders and replicas', command: `${kcat} \\\n  -L -t ${topic.name}` },
  ];
}

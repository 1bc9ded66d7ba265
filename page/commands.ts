import type { EnvironmentHead, PhysicalTopic, PrincipalRow } from '../lib/reports/catalog/model.ts';

/** A command, and what it is for. */
export interface Command {
  readonly about: string;
  readonly command: string;
}

/**
 * The commands to look at a topic: its object by kubectl, its messages by kcat. kcat reads without a group, so no
 * consumer's position moves.
 * @param reader with whose rights it is read; undefined where nobody is authenticated, or nobody may read it
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
  if (listener === undefined || (listener.authentication !== 'none' && reader === undefined)) return objects;
  const settings: string[] = [];
  const fetched: string[] = [];
  const secret = (name: string, key: string) =>
    `kubectl -n ${namespace} get secret ${name} -o jsonpath='{.data.${key.replaceAll('.', '\\.')}}' | base64 -d`;
  if (listener.tls) {
    fetched.push(`${secret(`${cluster}-cluster-ca-cert`, 'ca.crt')} > ca.crt`);
    settings.push('-X ssl.ca.location=ca.crt');
  }
  if (reader !== undefined && listener.authentication === 'tls') {
    fetched.push(`(umask 077; ${secret(reader.object, 'user.key')} > user.key)`);
    fetched.push(`${secret(reader.object, 'user.crt')} > user.crt`);
    settings.push('-X ssl.certificate.location=user.crt', '-X ssl.key.location=user.key');
  }
  if (reader !== undefined && listener.authentication === 'scram-sha-512') {
    // A file: an argument would be seen by everyone who lists processes.
    fetched.push(`(umask 077; echo "sasl.password=$(${secret(reader.object, 'password')})" > kcat.conf)`);
    settings.push('-F kcat.conf', '-X sasl.mechanism=SCRAM-SHA-512', `-X sasl.username=${reader.object}`);
  }
  const sasl = listener.authentication === 'scram-sha-512' ? 'SASL_' : '';
  const protocol = listener.tls ? `${sasl}SSL` : `${sasl}PLAINTEXT`;
  const kcat = ['kcat', `-b ${listener.bootstrap}`, `-X security.protocol=${protocol}`, ...settings].join(
    ' \\\n  ',
  );
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

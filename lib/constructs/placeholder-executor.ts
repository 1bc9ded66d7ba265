import type { Credentials } from '../policies/credentials.ts';

/**
 * What runs until a real executor exists: kcat reads the queue in the queue's consumer group, prints what it
 * reads, commits and ends with 0 at the end of every partition. So a message makes a job once; a container
 * that did not commit would leave the lag as it is, and KEDA would start jobs for ever.
 *
 * Its image needs `sh` and kcat 1.7. The password goes from its file to a file, never onto a command line.
 */
export function placeholderCommand(credentials: Credentials | undefined): string[] {
  const properties = [
    property('bootstrap.servers', '$KAFKA_BOOTSTRAP_SERVERS'),
    property('security.protocol', '$KAFKA_SECURITY_PROTOCOL'),
    property('auto.offset.reset', '$KAFKA_AUTO_OFFSET_RESET'),
  ];
  if (credentials?.password !== undefined) {
    properties.push(
      property('sasl.mechanism', '$KAFKA_SASL_MECHANISM'),
      property('sasl.username', '$KAFKA_SASL_USERNAME'),
      property('sasl.password', '$(cat "$KAFKA_SASL_PASSWORD_FILE")'),
    );
  }
  if (credentials?.clusterCa !== undefined)
    properties.push(property('ssl.ca.location', '$KAFKA_SSL_CA_FILE'));
  if (credentials?.certificate !== undefined) {
    properties.push(
      property('ssl.certificate.location', '$KAFKA_SSL_CERTIFICATE_FILE'),
      property('ssl.key.location', '$KAFKA_SSL_KEY_FILE'),
    );
  }
  const script = [
    'umask 077',
    '{',
    ...properties.map((line) => `  ${line}`),
    '} > /tmp/kcat.conf',
    'exec kcat -F /tmp/kcat.conf -G "$KAFKA_GROUP_ID" -u -e "$KAFKA_TOPIC"',
    '',
  ];
  return ['sh', '-euc', script.join('\n')];
}

function property(name: string, value: string): string {
  return `printf '${name}=%s\\n' "${value}"`;
}

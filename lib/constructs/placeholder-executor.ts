/**
 * What runs until a real executor exists: kcat reads the queue in the queue's consumer group, prints what it
 * reads, commits and ends with 0 at the end of every partition. So a message makes a job once; a container
 * that did not commit would leave the lag as it is, and KEDA would start jobs for ever.
 *
 * Its image needs `sh` and kcat 1.7. The password goes from its file to a file, never onto a command line.
 */
export const placeholderCommand: readonly string[] = [
  'sh',
  '-euc',
  `umask 077
{
  printf 'bootstrap.servers=%s\\n' "$KAFKA_BOOTSTRAP_SERVERS"
  printf 'security.protocol=%s\\n' "$KAFKA_SECURITY_PROTOCOL"
  printf 'auto.offset.reset=%s\\n' "$KAFKA_AUTO_OFFSET_RESET"
  if [ -n "\${KAFKA_SASL_PASSWORD_FILE-}" ]; then
    printf 'sasl.mechanism=%s\\n' "$KAFKA_SASL_MECHANISM"
    printf 'sasl.username=%s\\n' "$KAFKA_SASL_USERNAME"
    printf 'sasl.password=%s\\n' "$(cat "$KAFKA_SASL_PASSWORD_FILE")"
  fi
  if [ -n "\${KAFKA_SSL_CA_FILE-}" ]; then
    printf 'ssl.ca.location=%s\\n' "$KAFKA_SSL_CA_FILE"
  fi
  if [ -n "\${KAFKA_SSL_KEY_FILE-}" ]; then
    printf 'ssl.certificate.location=%s\\n' "$KAFKA_SSL_CERTIFICATE_FILE"
    printf 'ssl.key.location=%s\\n' "$KAFKA_SSL_KEY_FILE"
  fi
} > /tmp/kcat.conf
exec kcat -F /tmp/kcat.conf -G "$KAFKA_GROUP_ID" -u -e "$KAFKA_TOPIC"
`,
];

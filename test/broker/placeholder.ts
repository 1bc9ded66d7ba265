/** Where a placeholder reads and how its client is configured. */
export interface PlaceholderProps {
  topic: string;
  group: string;
  /** `host:port`, several separated by commas. */
  bootstrapServers: string;
  /** A Kafka client's properties file: `auto.offset.reset=earliest`, TLS, SASL. */
  configFile: string;
  /**
   * Milliseconds without a record after which it ends; the time to join the group counts too. @default 15000
   */
  idleMs?: number;
  /**
   * The folder of Kafka's command line tools. @default '/opt/kafka/bin', as in Kafka's and Strimzi's images
   */
  tools?: string;
}

/**
 * kafka-console-consumer.sh ends with 0 whatever happened: idle, not authorized, wrong password. Only the
 * idle time-out is an end without error, so its line on standard error makes the exit code; the lines are
 * passed on.
 */
const exitByIdleness = `idle=org.apache.kafka.common.errors.TimeoutException
{ "$0" "$@" 2>&1 >&3 3>&- | {
  code=1
  while IFS= read -r line; do
    case $line in
      "$idle" | "$idle: null") code=0 ;;
      *) printf '%s\\n' "$line" >&2 ;;
    esac
  done
  exit $code
}; } 3>&1`;

/**
 * The command of a placeholder executor: it joins the group, prints what it reads, commits its position and
 * ends with 0 once idle, else with 1. Needs an image with Kafka's tools and `sh`: apache/kafka or Strimzi's
 * Kafka image.
 */
export function placeholderCommand(props: PlaceholderProps): string[] {
  const { topic, group, bootstrapServers, configFile, idleMs = 15_000, tools = '/opt/kafka/bin' } = props;
  const connection = ['--bootstrap-server', bootstrapServers, '--consumer.config', configFile];
  const reading = ['--group', group, '--topic', topic, '--timeout-ms', String(idleMs)];
  return ['sh', '-c', exitByIdleness, `${tools}/kafka-console-consumer.sh`, ...connection, ...reading];
}

/**
 * The same with kcat 1.7.1, which ends at the end of every partition instead of when idle. The options come
 * before the topics; librdkafka must be 2.6.1 or newer. Two faults: it commits nothing where it read nothing,
 * also where every record has expired, and on SIGTERM it may commit one message that it did not print.
 */
export function kcatCommand({ topic, group, bootstrapServers, configFile }: PlaceholderProps): string[] {
  return ['kcat', '-F', configFile, '-b', bootstrapServers, '-G', group, '-u', '-e', topic];
}

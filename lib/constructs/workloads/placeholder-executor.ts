/** Where a placeholder reads, and how its client is configured. */
export interface PlaceholderProps {
  readonly topic: string;
  readonly group: string;
  /** `host:port` */
  readonly bootstrapServers: string;
  /** A Java client's properties file with `auto.offset.reset=earliest`, TLS and SASL. */
  readonly configFile: string;
  /**
   * Milliseconds without a record after which it ends; joining the group (3 s at least) counts too.
   * @default 15000
   */
  readonly idle?: number;
  /** The folder of Kafka's command line tools. @default '/opt/kafka/bin', as in Apache's and Strimzi's images */
  readonly tools?: string;
}

/**
 * kafka-console-consumer.sh ends with 0 whatever happened: idle, not authorized, wrong password. Only the
 * idle time-out is an end without error, so its line on standard error makes the exit code.
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
}; } 3>&1
`;

/**
 * What runs until a real executor exists: Kafka's console consumer reads the queue in the queue's group,
 * prints what it reads, commits its position and ends with 0 when idle, else with 1. So a message makes a job
 * once; a container that did not commit would leave the lag as it is, and KEDA would start jobs for ever.
 * (kcat is no choice: it commits nothing where every record has expired, which is such a loop.)
 *
 * Its image needs `sh` and Kafka's tools of 4.2 or later: Apache's or Strimzi's Kafka image. Earlier tools do not know
 * `--command-config`; later ones print a warning about `--consumer.config` among the messages (KIP-1147).
 */
export function placeholderCommand(props: PlaceholderProps): string[] {
  const { topic, group, bootstrapServers, configFile, idle = 15_000, tools = '/opt/kafka/bin' } = props;
  return [
    'sh',
    '-c',
    exitByIdleness,
    `${tools}/kafka-console-consumer.sh`,
    ...['--bootstrap-server', bootstrapServers],
    ...['--command-config', configFile],
    ...['--group', group],
    ...['--topic', topic],
    ...['--timeout-ms', String(idle)],
  ];
}

/** What the tools' start script wants on a read-only root and in little memory. */
export const placeholderVariables = [
  { name: 'LOG_DIR', value: '/tmp' },
  { name: 'KAFKA_HEAP_OPTS', value: '-Xms32m -Xmx128m' },
];

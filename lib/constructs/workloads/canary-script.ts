import { canaryReader } from './canary-reader.generated.ts';
import type { CanaryMessage } from '../../policies/canary-settings.ts';

/** Where a canary's pod finds its parts. */
export const canaryFolders = { script: '/etc/canary/bin', sample: '/etc/canary/sample' } as const;

export const canaryScriptFile = 'canary.sh';

/**
 * Files of a sample: headers as `name:value,name:value`, the key as text, and the value in one line; or key and value in
 * base64.
 */
const canarySampleFiles = {
  headers: 'headers',
  text: { key: 'key', value: 'value.json' },
  base64: { key: 'key.base64', value: 'value.base64' },
  /** With a registry: what is looked up in it. */
  schemas: 'schemas.json',
} as const;

/** What the reader's refusals begin with (Base64LineReader.java). */
const refused = 'schema registry: ';

/** Milliseconds after which a reader that was killed is no longer a member; Kafka's own 45 s would outlast a round. */
export const sessionTimeout = 10_000;

/**
 * One round of a canary, for `sh` and Kafka's console tools: moves its group to the end of the topic, writes one
 * message with an id of its own, and reads from where the group stands until that message comes by. The group is
 * moved first so that a round reads what was written since it began and no more. Ends with 0 when the message was
 * read within the time, else with 1 and with what the tools said. Of other messages it is shown the headers alone,
 * and prints nothing of them.
 *
 * The tools are believed in one thing only, that the message came back: they end with 0 also where a write or a
 * read was refused. Where a schema is not in the registry, the reader of the message says so, and nothing is written.
 */
export const canaryScript = `set -u
tools=\${KAFKA_TOOLS:-/opt/kafka/bin}
config=\${KAFKA_CLIENT_CONFIG:-/etc/kafka-client/client.properties}
sample=\${CANARY_SAMPLE:-${canaryFolders.sample}}
work=$(mktemp -d)
told=$work/told
reader=
finish() {
  # It leaves its group, or the next round would find the group taken until its session ends.
  test -z "$reader" || { kill "$reader" 2>/dev/null; wait "$reader" 2>/dev/null; }
  rm -rf "$work"
}
trap finish EXIT

read -r uuid </proc/sys/kernel/random/uuid
id=canary-$uuid
trace=$(printf %s "$uuid" | tr -d -)
begin=$(date +%s)

left() {
  seconds=$((begin + CANARY_WITHIN_SECONDS - $(date +%s)))
  test "$seconds" -gt 0 || seconds=1
  echo "$seconds"
}

fail() {
  echo "$id: $1" >&2
  grep -v '^[[:space:]]at ' "$told" | sed 's/^/  /' >&2
  exit 1
}

while :; do
  timeout "$(left)" "$tools/kafka-consumer-groups.sh" --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" \\
    --command-config "$config" --group "$CANARY_GROUP" --topic "$CANARY_TOPIC" \\
    --reset-offsets --to-latest --execute >"$told" 2>&1 </dev/null
  if grep -q "^$CANARY_GROUP[[:space:]]" "$told"; then break; fi
  # A round that was killed is still a member until its session ends.
  if ! grep -q 'is inactive, but' "$told" || test "$(left)" -le 5; then
    fail "the group $CANARY_GROUP cannot be moved to the end of $CANARY_TOPIC"
  fi
  sleep 2
done

key=${canarySampleFiles.text.key} value=${canarySampleFiles.text.value}
set -- --reader-property parse.headers=true --reader-property parse.key=true
if test -e "$sample/${canarySampleFiles.base64.value}"; then
  # The producer's own reader takes text only.
  key=${canarySampleFiles.base64.key} value=${canarySampleFiles.base64.value}
  CLASSPATH=$(dirname "$0")\${CLASSPATH:+:$CLASSPATH}
  export CLASSPATH
  set -- --line-reader ${canaryReader}
  if test -e "$sample/${canarySampleFiles.schemas}"; then
    set -- "$@" --reader-property "schemas=$sample/${canarySampleFiles.schemas}"
  fi
fi
printf '%s,x-correlation-id:%s,x-trace-id:%s\\t%s\\t%s\\n' \\
  "$(cat "$sample/${canarySampleFiles.headers}")" "$id" "$trace" \\
  "$(cat "$sample/$key")" "$(cat "$sample/$value")" |
  timeout "$(left)" "$tools/kafka-console-producer.sh" --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" \\
    --command-config "$config" --topic "$CANARY_TOPIC" --sync "$@" >"$told" 2>&1
refused=$(sed -n 's/^.*${refused}//p' "$told" | head -n 1)
if test -n "$refused"; then
  echo "$id: nothing was written to $CANARY_TOPIC: $refused" >&2
  exit 1
fi

mkfifo "$work/read"
timeout "$(left)" "$tools/kafka-console-consumer.sh" --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" \\
  --command-config "$config" --group "$CANARY_GROUP" --topic "$CANARY_TOPIC" \\
  --command-property session.timeout.ms=${sessionTimeout} \\
  --formatter-property print.headers=true --formatter-property print.value=false >"$work/read" 2>>"$told" </dev/null &
reader=$!
while IFS= read -r line; do
  case $line in
    *"x-correlation-id:$id"*)
      echo "$id: written to $CANARY_TOPIC and read back in $(($(date +%s) - begin)) s"
      exit 0
      ;;
  esac
done <"$work/read"
fail "not read back from $CANARY_TOPIC within $CANARY_WITHIN_SECONDS s"
`;

/** What a canary writes, as the files that a round reads. */
export function sampleFiles({
  encoding,
  schemas,
  headers,
  key,
  value,
}: CanaryMessage): Record<string, string> {
  const files = canarySampleFiles[encoding];
  return {
    [canarySampleFiles.headers]: Object.entries(headers)
      .map(([header, text]) => `${header}:${text}`)
      .join(','),
    [files.key]: key,
    [files.value]: value,
    ...(schemas.length === 0 ? {} : { [canarySampleFiles.schemas]: lookUps(schemas) }),
  };
}

/** As the reader has them: it adds the versions of references, which it learns on the way. */
function lookUps(schemas: CanaryMessage['schemas']): string {
  const found = schemas.map(({ subject, part, format, text, references }) => ({
    subject,
    ...(part === undefined ? {} : { part }),
    request: { schema: text, schemaType: format, references },
  }));
  return JSON.stringify(found, undefined, 1);
}

/** What a round is told. */
export interface CanaryRound {
  readonly topic: string;
  readonly group: string;
  /** Seconds that a round may take. */
  readonly within: number;
}

export function canaryVariables({ topic, group, within }: CanaryRound): { name: string; value: string }[] {
  return [
    { name: 'CANARY_TOPIC', value: topic },
    { name: 'CANARY_GROUP', value: group },
    { name: 'CANARY_WITHIN_SECONDS', value: String(within) },
  ];
}

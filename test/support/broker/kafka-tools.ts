import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { javaArguments } from './process.ts';

const classes = {
  'kafka-consumer-groups.sh': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'kafka-console-consumer.sh': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'kafka-console-producer.sh': 'org.apache.kafka.tools.ConsoleProducer',
};

/**
 * Writes the command line tools of Kafka's image into the folder, as the image has them in /opt/kafka/bin.
 */
export async function writeKafkaTools(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const quoted = (await javaArguments()).map((argument) => `'${argument}'`);
  // As Kafka's own scripts, they put what CLASSPATH names before their own.
  const java = [...quoted.slice(0, -1), `"\${CLASSPATH:+$CLASSPATH:}"${quoted.at(-1)}`].join(' ');
  for (const [name, main] of Object.entries(classes)) {
    await writeFile(join(folder, name), `#!/bin/sh\nexec java ${java} ${main} "$@"\n`, { mode: 0o755 });
  }
  return folder;
}

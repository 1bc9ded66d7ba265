import type { Fact } from '../facts.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import { shown } from '../shown.ts';
import type { Changed } from './meaning.ts';

const restart = 'from the next start of the client on';

/** What Kafka's client library takes where a file says nothing (Kafka 4.2). */
const usual: Readonly<Record<string, string>> = {
  acks: 'all',
  'auto.offset.reset': 'latest',
  'enable.auto.commit': 'true',
  'enable.idempotence': 'true',
  'isolation.level': 'read_uncommitted',
};

/** What one setting in a file of client settings means, beside its group. */
export function clientSetting(setting: string, { path, before, after }: Changed): Verdict {
  const [was, is] = [before, after].map((value) => String(value ?? usual[setting]));
  if (Object.hasOwn(usual, setting) && was === is)
    return review(
      `nothing changes: ${is} is what Kafka's client library takes, unless another library is used`,
    );
  switch (setting) {
    case 'auto.offset.reset':
      return is === 'earliest'
        ? review(`${restart} a group without offsets begins at the first message that is kept`)
        : destructive(
            `${restart} a group without offsets ${is === 'none' ? 'fails' : 'begins at the end: what was written before its first commit is passed over without a word'}`,
          );
    case 'acks':
      return is === 'all' || is === '-1'
        ? review(`${restart} a write waits for the replicas in sync`)
        : destructive(
            `${restart} a write counts as done before it is replicated: acknowledged messages are lost with a broker`,
          );
    case 'enable.idempotence':
      return review(
        is === 'false'
          ? `${restart} a write that is repeated may be stored twice, or out of order`
          : `${restart} repeated writes are stored once`,
      );
    case 'isolation.level':
      return review(
        is === 'read_committed'
          ? `${restart} messages of aborted transactions are not seen`
          : `${restart} messages of transactions that are aborted are read, too`,
      );
    case 'enable.auto.commit':
      return review(
        is === 'true'
          ? `${restart} offsets are committed by the clock: a message may count as done before it is`
          : `${restart} the client commits by itself`,
      );
    case 'partitioner':
    case 'partitioner.class':
    case 'partitioner.ignore.keys':
      return destructive(
        `${restart} a key may be written to another partition than its earlier messages, which are then not read in order; in a compacted topic its last value in the old partition stays for ever`,
      );
    case 'transactional.id':
      return review(
        `${restart} the producer has another transactional id: a transaction that the old one left open holds readers of committed messages up until it times out`,
      );
    case 'bootstrap.servers':
    case 'security.protocol':
    case 'sasl.mechanism':
      return review(`${restart} it connects in another way: with credentials for the old one it is refused`);
    default:
      return review(`${restart} ${setting} is ${taken(path, after)} instead of ${taken(path, before)}`);
  }
}

function taken(path: string, value: Fact | undefined): string {
  return value === undefined ? 'what the client library takes' : shown(path, value).slice(0, 80);
}

import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

export const scalerCountsBacklog: ManifestRule = {
  id: 'scaler-counts-backlog',
  on: 'manifests',
  kinds: ['ScaledJob', 'ScaledObject'],
  what: 'A Kafka scaler counts all messages that wait, of one topic that it names, and acts on the count.',
  why: 'Each of these settings leaves messages unread without an error: KEDA takes them, and nothing starts.',
  fix: 'Write what the message asks for; pause a scaler in the cluster, not in what is applied.',
  level: 'error',
  check: () => (manifest) => [
    ...paused(manifest),
    ...itemsAt(manifest, 'spec', 'triggers').flatMap(({ item, where }) =>
      ['kafka', 'apache-kafka'].includes(textAt(item, 'type')) ? judgeTrigger(item, where) : [],
    ),
  ],
};

function paused({ metadata }: Manifest): ManifestFinding[] {
  return Object.keys(metadata.annotations ?? {})
    .filter((name) => name.startsWith('autoscaling.keda.sh/paused'))
    .map((name) => ({
      at: `metadata.annotations.${name}`,
      what: 'paused by what is applied: it stays so whatever waits, and whoever resumes it is overruled',
      fix: 'remove the annotation; pause it with kubectl annotate for as long as needed',
    }));
}

/** A field of a trigger's metadata, which of its values are right, and what follows from others. */
interface Check {
  readonly field: string;
  readonly isRight: (value: string) => boolean;
  readonly follows: string;
  readonly fix: string;
}

const off = (value: string) => value === '' || value === 'false';

const checks: readonly Check[] = [
  {
    field: 'topic',
    isRight: (value) => value !== '',
    follows: 'the lag of every topic of the group counts, and none where the group has committed nothing',
    fix: 'name the topic',
  },
  {
    field: 'version',
    isRight: (value) => value !== '',
    follows: 'KEDA speaks the protocol of Kafka 1.0, which Kafka 4 does not serve',
    fix: 'write the protocol version of the environment',
  },
  {
    field: 'offsetResetPolicy',
    isRight: (value) => value === 'earliest',
    follows: 'what was written before the first commit does not count, and empty partitions do',
    fix: 'write earliest, here and in the consumer',
  },
  {
    field: 'scaleToZeroOnInvalidOffset',
    isRight: off,
    follows: 'where nothing has been committed nothing ever starts that could commit',
    fix: 'remove it',
  },
  {
    field: 'excludePersistentLag',
    isRight: off,
    follows: 'lag that does not move does not count: nothing starts where nothing runs',
    fix: 'remove it',
  },
  {
    field: 'activationLagThreshold',
    isRight: (value) => value === '' || value === '0',
    follows: 'a backlog of no more than this waits for ever',
    fix: 'remove it',
  },
  {
    field: 'allowIdleConsumers',
    isRight: off,
    follows: 'more start than there are partitions, and idle',
    fix: 'remove it',
  },
];

function judgeTrigger(trigger: unknown, where: string): ManifestFinding[] {
  const metadata = at(trigger, 'metadata');
  const fields = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const texts = Object.entries(fields).filter(([, value]) => typeof value !== 'string');
  return [
    ...(textAt(trigger, 'type') === 'kafka'
      ? []
      : [
          {
            at: `${where}.type`,
            what: 'the scaler apache-kafka is experimental, and its metadata differ',
            fix: 'write kafka',
          },
        ]),
    ...texts.map(([field]) => ({
      at: `${where}.metadata.${field}`,
      what: 'is not text, and KEDA takes text only',
      fix: 'put it in quotes',
    })),
    ...checks.flatMap(({ field, isRight, follows, fix }): ManifestFinding[] => {
      const value = textAt(trigger, 'metadata', field);
      if (isRight(value)) return [];
      const said = value === '' ? 'is missing' : JSON.stringify(value);
      return [{ at: `${where}.metadata.${field}`, what: `${said}: ${follows}`, fix }];
    }),
  ];
}

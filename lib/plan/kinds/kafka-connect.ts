import { at, textAt } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

/** Values of `config` are text to Kafka, whatever they are in the manifest. */
function refine(facts: Facts): void {
  for (const [path, value] of facts) if (path.startsWith('spec.config.')) facts.set(path, String(value));
}

function judgeConnect({ path }: Changed): Verdict | undefined {
  if (/^spec\.(?:offsetStorageTopic|config\.offset\.storage\.topic)$/.test(path))
    return destructive(
      'source connectors forget how far they have read: they start over, and skip data or write them a second time',
    );
  if (/^spec\.(?:groupId|config\.group\.id)$/.test(path))
    return destructive(
      'the workers form another group: while pods are replaced both groups run every connector, and data are written twice',
    );
  return path.startsWith('spec')
    ? review('the workers restart, and their connectors go on from where they were')
    : undefined;
}

export const kafkaConnect: Meaning = {
  refine,
  judge: judgeConnect,
  created: ({ metadata }) => review(`${metadata.name} runs the connectors that name it`),
  deleted: ({ metadata }) =>
    review(
      `no connector of ${metadata.name} is running after that: what they moved stands still; their positions stay in Kafka`,
    ),
};

function judgeConnector({ path, after }: Changed, { after: connector }: Scene): Verdict | undefined {
  if (path === 'spec.class')
    return review(
      'another program runs as this connector: it may read the positions of the old one as its own',
    );
  if (path === 'spec.state' || path === 'spec.pause')
    return textAt(connector, 'spec', 'state') === 'running' || (path === 'spec.pause' && after !== true)
      ? review('the connector goes on from where it was')
      : review('the connector stands still until this is taken back');
  return path.startsWith('spec') ? review('the connector restarts in another way') : undefined;
}

export const kafkaConnector: Meaning = {
  refine,
  judge: judgeConnector,
  created: ({ metadata }) => review(`${metadata.name} begins to move data`),
  deleted: ({ metadata }) => review(`${metadata.name} no longer moves data; its positions stay in Kafka`),
};

export const kafkaBridge: Meaning = {
  refine,
  judge: ({ path }) =>
    path.startsWith('spec')
      ? review('the bridge restarts in another way: clients by HTTP lose their consumers and begin again')
      : undefined,
  created: () => review('clients reach Kafka by HTTP, with the rights of the bridge'),
  deleted: () => review('clients that come by HTTP reach Kafka no more'),
};

const moves = 'Cruise Control moves partitions between brokers: network and disks carry it beside the load';

export const kafkaRebalance: Meaning = {
  judge: ({ path }) =>
    path.startsWith('spec') ? review('another proposal is made for moving partitions') : undefined,
  created: (manifest) =>
    at(manifest, 'metadata', 'annotations', 'strimzi.io/rebalance-auto-approval') === 'true'
      ? review(`${moves}, and asks no one`)
      : review('a proposal is made for moving partitions, and waits for an approval'),
  deleted: () => review('it no longer moves partitions'),
};

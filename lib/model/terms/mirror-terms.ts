import { z } from 'zod';
import type { Authenticated } from '../authentication/mechanism.ts';
import { described } from './described.ts';
import { idField, objectNameField } from './fields.ts';

/** A host and a port. */
const address = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?:[1-9][0-9]{1,4}$/, 'an address is <host>:<port>');

/** Those whose secrets the User Operator makes: of another region's identity provider nothing is known here. */
const mirrorAuthentications = ['tls', 'scram-sha-512'] as const satisfies readonly Authenticated[];

const region = idField.max(20, 'a region has at most 20 characters: it stands before topic names');

const mirror = z.strictObject({
  region: described(
    region,
    'This region. In other regions the copies of its topics are named `<region>.<topic>`.',
    { examples: ['east'] },
  ),
  systems: described(
    z.record(
      idField,
      described(
        z.array(z.enum(['evt', 'work', 'cmd', 'ctl', 'cdc', 'met', 'aud', 'log', 'dlt'])).min(1),
        'Classes of this system that are copied. With `dlt`, dead letters are copied together with their topics.',
        { examples: [['evt', 'aud']] },
      ),
    ),
    'Topics that are copied between the regions: classes, by system.',
    { examples: [{ shop: ['evt', 'aud'] }] },
  ),
  peers: described(
    z
      .array(
        z.strictObject({
          region: described(region, 'The other region.', { examples: ['west'] }),
          bootstrapServers: described(address, 'Bootstrap address of its cluster.', {
            examples: ['kafka-west.example.com:9094'],
          }),
          authentication: described(
            z.enum(mirrorAuthentications),
            'How this region authenticates itself there.',
            { examples: ['scram-sha-512'] },
          ),
          user: described(
            objectNameField,
            'KafkaUser that the peer has for this region. Its Secret, of the same name, must be in Kafka’s namespace here.',
            { examples: ['mirror-for-east'] },
          ),
          trustedCertificates: described(
            objectNameField,
            'Secret with the CA of the peer’s cluster, in Kafka’s namespace here.',
            { examples: ['kafka-west-cluster-ca-cert'] },
          ),
        }),
      )
      .min(1, 'name a peer, or write mirror: none'),
    'The other regions. Each one is a cluster that renders its own side.',
  ),
});

export const mirrorField = described(
  z.union([z.literal('none'), mirror]),
  'Topics that this environment copies from other regions (MirrorMaker 2); `none` without a second region.',
  { examples: ['none'] },
);

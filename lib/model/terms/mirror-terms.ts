import { z } from 'zod';
import type { Authenticated } from '../authentication/mechanism.ts';
import { idField, objectNameField } from './fields.ts';

/** A host and a port. */
const address = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?:[1-9][0-9]{1,4}$/, 'an address is <host>:<port>');

/** Those whose secrets the User Operator makes: of another region's identity provider nothing is known here. */
const mirrorAuthentications = ['tls', 'scram-sha-512'] as const satisfies readonly Authenticated[];

const region = idField.max(20, 'a region has at most 20 characters: it stands before topic names');

const mirror = z.strictObject({
  /** This region; what others mirror from here begins with it there. */
  region,
  /** Classes of each system's topics that are mirrored; dead letters (`dlt`) follow their source where named. */
  systems: z.record(
    idField,
    z.array(z.enum(['evt', 'work', 'cmd', 'ctl', 'cdc', 'met', 'aud', 'log', 'dlt'])).min(1),
  ),
  /** The other regions, each a cluster that renders its own side. */
  peers: z
    .array(
      z.strictObject({
        region,
        bootstrapServers: address,
        authentication: z.enum(mirrorAuthentications),
        /** The KafkaUser that the peer has for this region; its Secret, of the same name, lies in Kafka's namespace here. */
        user: objectNameField,
        /** Secret with the peer's cluster CA, in Kafka's namespace here. */
        trustedCertificates: objectNameField,
      }),
    )
    .min(1, 'name a peer, or write mirror: none'),
});

/** Which topics an environment copies from other regions, and where from. */
export const mirrorField = z.union([z.literal('none'), mirror]);

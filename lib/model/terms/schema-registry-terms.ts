import { z } from 'zod';
import { described } from './described.ts';
import { objectNameField } from './fields.ts';
import { imageField } from './image-terms.ts';
import { reachField } from './reach-terms.ts';

/** Where the Confluent API of a registry is: paths such as `/subjects` are put behind it. */
const url = z
  .string()
  .max(500, 'an address has at most 500 characters')
  .regex(
    /^https?:\/\/[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[1-9][0-9]{1,4})?(?:\/[A-Za-z0-9._~:-]+)*$/,
    'an address is http:// or https://, a host, and a port and a path if it has them, without a slash at its end',
  );

const schemaRegistry = z
  .strictObject({
    url: described(
      url,
      'Address of the Confluent API: host, port and path, without the `/subjects` behind it. Each environment has a registry, or a context of one, of its own.',
      { examples: ['https://registry.example.com/apis/ccompat/v7'] },
    ),
    authentication: described(
      z.discriminatedUnion('type', [
        z.strictObject({ type: described(z.literal('none'), 'The registry asks for no credentials.') }),
        z.strictObject({
          type: described(z.literal('basic'), 'The registry asks for a user name and a password.'),
          secret: described(
            objectNameField,
            'Secret with the keys `username` and `password`, in the namespace of each program that asks the registry. It is not rendered here.',
            { examples: ['schema-registry'] },
          ),
        }),
      ]),
      'How programs authenticate themselves at the registry.',
      { examples: [{ type: 'none' }] },
    ),
    registration: described(
      z.discriminatedUnion('by', [
        z.strictObject({
          by: described(
            z.literal('pipeline'),
            'Someone, or a pipeline, runs `workstreams schemas apply` before the change is promoted.',
          ),
        }),
        z.strictObject({
          by: described(
            z.literal('job'),
            'A Job of each system registers its schemas before its workloads start.',
          ),
          image: described(
            imageField,
            'Image of the Job, in `images.registry`. It needs Node.js 20 or later.',
          ),
        }),
      ]),
      'Who registers the schemas of the contracts.',
      { examples: [{ by: 'pipeline' }] },
    ),
    verdict: described(
      z.enum(['contracts', 'both']).default('contracts'),
      'Whose comparison decides about a new version. `contracts`: ours; where the registry’s own differs, the compatibility of the subject is `NONE` while the version is registered. `both`: what either refuses is not registered.',
      { examples: ['both'] },
    ),
    metadata: described(
      z.enum(['kept', 'not-kept']).default('not-kept'),
      'Whether the registry keeps metadata of subjects (`defaultMetadata`; Confluent’s does from 7.4 on). `kept`: each subject says system, owner, classification and the fields with personal data.',
      { examples: ['kept'] },
    ),
    reach: reachField({
      what: 'the schema registry',
      address: 'the schema registry',
      namespace: 'registry',
      labels: { app: 'registry' },
      ports: [8080],
    }),
  })
  .refine(
    ({ url: address, authentication }) => authentication.type === 'none' || address.startsWith('https://'),
    {
      path: ['url'],
      message: 'the password would be sent in the clear: write https://, or authentication: { type: none }',
    },
  );

/** The registry where clients look schemas up. */
export const schemaRegistryField = described(
  z.union([z.literal('none'), schemaRegistry]).default('none'),
  'Schema registry with the Confluent API, in which `workstreams schemas` registers the schemas of the contracts; `none` without one.',
  { examples: ['none'] },
);

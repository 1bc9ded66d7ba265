import { z } from 'zod';
import { described } from './described.ts';
import { idField, objectNameField } from './fields.ts';
import type { imagesField } from './image-terms.ts';

/** Programs of Workstreams that an environment runs; what is absent is off. */
export const runtimeField = described(
  z
    .strictObject({
      dispatcher: described(
        z
          .strictObject({
            replicas: described(
              z.int().min(1).max(50),
              'Replicas of each dispatcher, which share the partitions of its retry topics. 1 to 50.',
              { examples: [2] },
            ),
          })
          .exactOptional(),
        'The program that brings messages of retry topics back to their topics when their time has come. It runs as each service with the duty `dispatcher`. Needs `images.runtime`.',
        { default: 'off', examples: [{ replicas: 2 }] },
      ),
      admin: described(
        z
          .strictObject({
            replicas: described(
              z.int().min(0).max(1),
              'Replicas of each admin API: 1, or 0 where someone scales it up when it is asked for. No more, for an operation is known to its process alone.',
              { examples: [1] },
            ),
            tokens: described(
              objectNameField,
              'Secret with the tokens, in the namespace of each system that has an admin API. You make it: a key for each person or program (docs/admin-api.md).',
              { examples: ['admin-tokens'] },
            ),
            systems: described(
              z.array(idField).min(1).exactOptional(),
              'Ids of the systems that have an admin API.',
              { default: 'all with a service for it', examples: [['shop']] },
            ),
          })
          .exactOptional(),
        'The program that serves dead letters and replays over HTTP, at the loopback address of its pod. It runs as each service with the duty `dead letter operator` or `replayer`. Needs `images.runtime`.',
        { default: 'off', examples: [{ replicas: 1, tokens: 'admin-tokens' }] },
      ),
    })
    .default({}),
  'Programs of Workstreams that run here: what is not named is off.',
  { default: 'all are off', examples: [{ dispatcher: { replicas: 2 } }] },
);

interface TermsWithPrograms {
  readonly runtime: z.output<typeof runtimeField>;
  readonly images: z.output<typeof imagesField>;
}

/** A program that is on and has no image. */
export function runtimeProblems({ runtime, images }: TermsWithPrograms) {
  if (images.runtime !== undefined) return [];
  return Object.entries(runtime).map(([program, input]) => ({
    path: ['runtime', program],
    input,
    message: 'there is no image for it: add images.runtime, or remove this',
  }));
}

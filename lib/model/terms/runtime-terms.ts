import { z } from 'zod';
import { duration } from '../text/duration.ts';
import { described } from './described.ts';
import { durationField, idField, objectNameField } from './fields.ts';
import type { imagesField } from './image-terms.ts';

/** Minutes and hours that a schedule of Kubernetes can say in one line, evenly through the day. */
const runs = ['5m', '10m', '15m', '20m', '30m', '1h', '2h', '3h', '4h', '6h', '8h', '12h', '1d'];
const runLengths = runs.map((text) => duration(text));

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
      analysis: described(
        z
          .strictObject({
            every: described(
              durationField.refine(
                (every) => runLengths.includes(every),
                `a schedule cannot say this evenly through the day: write one of ${runs.join(', ')}`,
              ),
              `How often each analysis runs: ${runs.join(', ')}.`,
              { examples: ['1h'] },
            ),
          })
          .exactOptional(),
        'The program that counts dead letters, and writes what it finds to the topics under `operations.audit` and `operations.metrics` of the system. It runs as each service with the duty `dead letter operator`. Needs `images.runtime`.',
        { default: 'off', examples: [{ every: '1h' }] },
      ),
    })
    .default({}),
  'Programs of Workstreams that run here: what is not named is off.',
  { default: 'all are off', examples: [{ dispatcher: { replicas: 2 }, analysis: { every: '1h' } }] },
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

import { z } from 'zod';
import { described } from './described.ts';
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

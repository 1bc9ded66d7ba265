import { z } from 'zod';
import { described } from './described.ts';

/** An image of an environment, in the registry of all its images. */
export const imageField = z.strictObject({
  repository: described(
    z
      .string()
      .regex(
        /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
        'a repository is lowercase, without registry, tag or digest',
      ),
    'Repository of the image, without registry, tag and digest.',
    { examples: ['executors/print'] },
  ),
  tag: described(
    z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'no image tag')
      .optional(),
    'Tag of the image. Required with `images.pin: tag`.',
    { default: 'none', examples: ['1.4.2'] },
  ),
  digest: described(
    z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 hexadecimal digits')
      .optional(),
    'Digest of the image. Required with `images.pin: digest`.',
    { default: 'none', examples: [`sha256:${'1'.repeat(64)}`] },
  ),
});

/** The images of what an environment renders. */
export const imagesField = z.strictObject({
  registry: described(
    z
      .string()
      .regex(
        /^[a-z0-9]+(?:[.-][a-z0-9]+)*(?::[0-9]{1,5})?(?:\/[a-z0-9._-]+)*$/,
        'a registry is a host, and a path if it has one',
      ),
    'Registry of all images: a host, with a port and a path where it has them.',
    { examples: ['registry.example.com'] },
  ),
  pin: described(z.enum(['tag', 'digest']), 'Whether images are named by tag or by digest.', {
    examples: ['digest'],
  }),
  placeholders: described(
    z.enum(['allowed', 'refused']),
    'Whether a queue without an executor image may run the placeholder. `refused`: it needs an exception.',
    { examples: ['refused'] },
  ),
  placeholder: described(
    imageField,
    'Image for executors that have none yet. It needs a shell and Kafka’s tools of 4.2 or later: it reads the queue, prints, commits and ends.',
  ),
  workbench: described(imageField, 'Image of workbench and canaries. It needs a shell and Kafka’s tools.'),
  runtime: described(
    imageField.exactOptional(),
    'Image of the programs under `runtime`. It needs the command `workstreams`.',
    { default: 'none', examples: [{ repository: 'workstreams/runtime', tag: '1.0.0' }] },
  ),
  executors: described(
    z.record(
      z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, '<class>.<kind>'),
      described(imageField, 'Image of the executor with this class and kind.'),
    ),
    'Images of executors, by `<executor class>.<executor kind>`.',
    { examples: [{ 'print.invoices': { repository: 'executors/print', tag: '1.4.2' } }] },
  ),
});

export type Image = z.output<typeof imageField>;

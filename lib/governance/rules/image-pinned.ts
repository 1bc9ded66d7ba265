import { textAt } from '../../model/plain-object.ts';
import { containersOf, kindsWithPods, podOf } from '../pods.ts';
import type { ManifestRule } from '../rule.ts';

/**
 * What an environment's file says of images is refused when it is read, for without a tag or a digest there is no
 * image to render; this is about every image that is rendered, also by objects that a program adds.
 */
export const imagePinned: ManifestRule = {
  id: 'image-pinned',
  on: 'manifests',
  kinds: kindsWithPods,
  what: 'Images are named by digest where the environment pins by digest (`images.pin`), elsewhere at least by a tag other than latest.',
  why: 'What a tag means can change after it was reviewed, and latest changes with every push.',
  fix: 'Name the image as `<registry>/<repository>@sha256:…`, or with the tag of a release.',
  level: 'error',
  check:
    ({ images: { pin } }) =>
    (manifest) => {
      const { spec, where } = podOf(manifest);
      return containersOf(spec).flatMap((container) => {
        const text = textAt(container.item, 'image');
        const name = text.split('/').at(-1) ?? '';
        const digest = /@sha256:[0-9a-f]{64}$/.test(text);
        const tag = /:([^@]+)/.exec(name)?.[1];
        if (digest || (pin === 'tag' && tag !== undefined && tag !== 'latest')) return [];
        return [
          {
            at: `${where}.${container.where}.image`,
            what: text === '' ? 'no image' : `"${text}" is not pinned by ${pin}`,
            fix: pin === 'digest' ? 'add its digest, @sha256:…' : 'add the tag of a release',
          },
        ];
      });
    },
};

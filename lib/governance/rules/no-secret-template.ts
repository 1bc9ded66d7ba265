import { at } from '../../model/plain-object.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

export const noSecretTemplate: ManifestRule = {
  id: 'no-secret-template',
  on: 'manifests',
  kinds: ['KafkaUser'],
  what: "A KafkaUser's credentials are made by the User Operator, in a secret without a template.",
  why: 'Labels and annotations on that secret make other controllers copy it to any namespace; a password from another secret is known to whoever wrote that.',
  fix: 'Remove it: credentials cross over by the way that `workloads.credentials` names.',
  level: 'error',
  check: () => (manifest) =>
    [
      ['spec', 'template', 'secret'],
      ['spec', 'authentication', 'password', 'valueFrom'],
    ].flatMap((path): ManifestFinding[] =>
      at(manifest, ...path) === undefined
        ? []
        : [
            {
              at: path.join('.'),
              what: 'credentials that are known or copied elsewhere',
              fix: 'remove it: workloads.credentials says how they cross over',
            },
          ],
    ),
};

import { at, textAt } from '../../model/plain-object.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

/** Longest common name of a certificate (X.520, `ub-common-name`). */
const longestCommonName = 64;
const rates = ['producerByteRate', 'consumerByteRate'];
const int = 2 ** 31 - 1;

export const validKafkaUser: ManifestRule = {
  id: 'valid-kafka-user',
  on: 'manifests',
  kinds: ['KafkaUser'],
  what: 'A KafkaUser is one that the User Operator can make: under TLS a name of at most 64 characters, byte rates of 32 bits.',
  why: 'The API server takes more; the operator then fails on every reconciliation, and the service has no credentials.',
  fix: 'Shorten the name, or lower the rate.',
  level: 'error',
  check: () => (manifest) => {
    const { name } = manifest.metadata;
    const tls = textAt(manifest, 'spec', 'authentication', 'type').startsWith('tls');
    return [
      ...(tls && name.length > longestCommonName
        ? [
            {
              at: 'metadata.name',
              what: `${name.length} characters`,
              fix: `a certificate takes ${longestCommonName}`,
            },
          ]
        : []),
      ...rates.flatMap((key): ManifestFinding[] => {
        const rate = at(manifest, 'spec', 'quotas', key);
        return rate === undefined || (Number.isInteger(rate) && Number(rate) >= 0 && Number(rate) <= int)
          ? []
          : [
              {
                at: `spec.quotas.${key}`,
                what: JSON.stringify(rate),
                fix: `write a whole number up to ${int}`,
              },
            ];
      }),
    ];
  },
};

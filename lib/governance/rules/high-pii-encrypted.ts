import { messagesOf } from '../../model/catalog.ts';
import { annotationNames } from '../../model/schemas/annotations.ts';
import { contractFields } from '../../model/schemas/contract-fields.ts';
import { type CatalogRule, inContract } from '../rule.ts';

/** Classes whose topics are kept long or read widely, and hold no high PII however it is written. */
const telemetry = ['met', 'aud', 'log'];

export const highPiiEncrypted: CatalogRule = {
  id: 'high-pii-encrypted',
  on: 'catalog',
  what: 'Fields of high PII are encrypted in an envelope, and stay out of metrics, audit and logs.',
  why: 'A log is copied, mirrored and kept: only what is sealed can be forgotten by destroying its key.',
  fix: 'Write the field as a shared schema of encrypted values with `x-encryption: envelope`; leave it out of met, aud and log.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { class: cls, system } = contract.address;
      const names = annotationNames[contract.terms.schema.format];
      return contractFields(contract, messagesOf(catalog, system))
        .value.filter(({ pii }) => pii === 'high')
        .flatMap(({ path, encryption }) => {
          if (telemetry.includes(cls)) {
            return [
              inContract(
                highPiiEncrypted,
                contract,
                ['pii'],
                `"${path}" of the schema is high PII in class ${cls}`,
                `redact it: leave the field out, or write a pseudonym with ${names.pii}: low`,
              ),
            ];
          }
          return encryption === 'envelope' || encryption === 'sealed'
            ? []
            : [
                inContract(
                  highPiiEncrypted,
                  contract,
                  ['pii'],
                  `"${path}" of the schema is high PII, and nothing says how it is encrypted`,
                  `write ${names.encryption}: envelope beside ${names.pii}, and refer to the shared schema of encrypted values`,
                ),
              ];
        });
    }),
};

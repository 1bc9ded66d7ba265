import { type CatalogRule, inContract } from '../rule.ts';

/** What credentials look like, whatever the field is called. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an access key of AWS'],
  [/\bgh[pousr]_[A-Za-z0-9]{36}/, 'a token of GitHub'],
  [/\bglpat-[A-Za-z0-9_-]{20}/, 'a token of GitLab'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10}/, 'a token of Slack'],
  [/\bAIza[0-9A-Za-z_-]{35}/, 'an API key of Google'],
  [/\b(?:sk|rk)_live_[0-9A-Za-z]{16}/, 'a key of Stripe'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/, 'a JSON Web Token'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:[^\s:/@]+@/, 'a password in an address'],
  [/\b(?:ScramLoginModule|PlainLoginModule)\b[^;]*\bpassword\s*=/, 'the password of a Kafka client'],
];

export const samplesWithoutSecrets: CatalogRule = {
  id: 'samples-without-secrets',
  on: 'catalog',
  what: 'Samples, and the examples of schemas, hold nothing that looks like a credential.',
  why: 'They stand in git, on the catalogue page and in canaries for ever; what was copied from a real message works for whoever reads it.',
  fix: 'Write a made-up value that does not have the form of a real one, and revoke the credential if it was one.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { samples, valueSchema, keySchema } = contract;
      return [...samples, valueSchema, ...(keySchema === undefined ? [] : [keySchema])].flatMap(
        ({ file, value }) =>
          textsIn(value, '').flatMap(({ text, path }) => {
            const found = secrets.find(([pattern]) => pattern.test(text));
            if (found === undefined) return [];
            // The value itself is not repeated: reports travel further than files.
            const what = `${file.split('/').slice(-2).join('/')} holds what looks like ${found[1]} at "${path}"`;
            const fix = 'write a made-up value, and revoke the credential if it was one';
            return [inContract(samplesWithoutSecrets, contract, [], what, fix)];
          }),
      );
    }),
};

function textsIn(value: unknown, path: string): { readonly text: string; readonly path: string }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, path === '' ? key : `${path}.${key}`));
}

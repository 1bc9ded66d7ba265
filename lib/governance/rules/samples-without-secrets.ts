import { type CatalogRule, inContract } from '../rule.ts';

/** What credentials look like, whatever the field is called. Nothing here looks far ahead from many starts: texts are a megabyte. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an access key of AWS'],
  [/\bgh[pousr]_[A-Za-z0-9]{36}/, 'a token of GitHub'],
  [/\bglpat-[A-Za-z0-9_-]{20}/, 'a token of GitLab'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10}/, 'a token of Slack'],
  [/\bAIza[0-9A-Za-z_-]{35}/, 'an API key of Google'],
  [/\b(?:sk|rk)_live_[0-9A-Za-z]{16}/, 'a key of Stripe'],
  [/\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8}/, 'a JSON Web Token'],
  [/:\/\/[^\s:/@]+:[^\s:/@]+@/, 'a password in an address'],
  [/\b(?:ScramLoginModule|PlainLoginModule)\b[^;]{0,200}\bpassword\s*=/, 'the password of a Kafka client'],
];

/** Shorter texts hold none of them; of the others nearly all hold none, and are looked through once. */
const shortest = 12;
const anySecret = new RegExp(secrets.map(([{ source }]) => source).join('|'));

export const samplesWithoutSecrets: CatalogRule = {
  id: 'samples-without-secrets',
  on: 'catalog',
  what: 'Samples, and the examples of schemas, hold nothing that looks like a credential.',
  why: 'They are in git, on the catalogue page and in canaries for ever; what was copied from a real message works for whoever reads it.',
  fix: 'Write a made-up value that does not have the form of a real one, and revoke the credential if it was one.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { samples, valueSchema, keySchema } = contract;
      return [...samples, valueSchema, ...(keySchema === undefined ? [] : [keySchema])].flatMap(
        ({ file, value }) =>
          suspects(value).map(({ text, path }) => {
            const [, kind] = secrets.find(([pattern]) => pattern.test(text)) ?? [];
            // The value itself is not repeated: reports travel further than files.
            const what = `${file.split('/').slice(-2).join('/')} holds what looks like ${kind} at "${path}"`;
            const fix = 'write a made-up value, and revoke the credential if it was one';
            return inContract(samplesWithoutSecrets, contract, [], what, fix);
          }),
      );
    }),
};

interface Suspect {
  readonly text: string;
  /** `headers.0.auth` */
  readonly path: string;
}

function suspects(value: unknown, steps: string[] = [], found: Suspect[] = []): Suspect[] {
  if (typeof value === 'string') {
    if (value.length >= shortest && anySecret.test(value)) found.push({ text: value, path: steps.join('.') });
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      steps.push(key);
      suspects((value as Readonly<Record<string, unknown>>)[key], steps, found);
      steps.pop();
    }
  }
  return found;
}

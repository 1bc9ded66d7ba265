import { z } from 'zod';
import { described } from '../terms/described.ts';
import { reachField } from '../terms/reach-terms.ts';

const secureAddress = z
  .url({ protocol: /^https$/, error: 'an address that begins with https://' })
  .max(500, 'an address has at most 500 characters')
  // It is put between quotes of a JAAS configuration, and into `key=value` lines.
  .regex(/^[A-Za-z0-9:/?&=._~%+-]+$/, 'an address without blanks, quotes or user names');

const token = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'printable ASCII without blanks, quotes and backslashes')
  .max(200, 'at most 200 characters');

/** What brokers and clients of an OAuth listener must know of the identity provider (RFC 6749, client credentials). */
export const oauthTerms = z.strictObject({
  tokenEndpoint: described(secureAddress, 'Address where clients get their tokens.', {
    examples: ['https://id.example.com/realms/kafka/protocol/openid-connect/token'],
  }),
  issuer: described(secureAddress, 'Issuer that a token must name (`iss`).', {
    examples: ['https://id.example.com/realms/kafka'],
  }),
  jwks: described(secureAddress, 'Address where brokers get the keys that tokens are signed with (JWKS).', {
    examples: ['https://id.example.com/realms/kafka/protocol/openid-connect/certs'],
  }),
  userNameClaim: described(
    token.default('sub'),
    'Claim of a token that has the client id, which ACLs name.',
    {
      examples: ['azp'],
    },
  ),
  scope: described(
    z
      .string()
      .regex(
        /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/,
        'scopes with one blank between two',
      )
      .max(500, 'at most 500 characters')
      .optional(),
    'Scopes that clients ask for, with a blank between two.',
    { default: 'none', examples: ['kafka'] },
  ),
  audience: described(token.optional(), 'Audience that a token must name (`aud`).', {
    default: 'not checked',
    examples: ['kafka'],
  }),
  reach: reachField({
    what: 'the identity provider',
    address: 'the token endpoint',
    namespace: 'identity',
    labels: { app: 'keycloak' },
    ports: [8443],
  }),
});

export type OauthTerms = z.output<typeof oauthTerms>;

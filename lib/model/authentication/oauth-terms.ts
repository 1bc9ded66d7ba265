import { z } from 'zod';
import { described } from '../terms/described.ts';
import { egressRule } from '../terms/egress-terms.ts';
import { lineField, objectNameField, portField } from '../terms/fields.ts';

const secureAddress = z
  .url({ protocol: /^https$/, error: 'an address that begins with https://' })
  .max(500, 'an address has at most 500 characters')
  // It is put between quotes of a JAAS configuration, and into `key=value` lines.
  .regex(/^[A-Za-z0-9:/?&=._~%+-]+$/, 'an address without blanks, quotes or user names');

const token = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'printable ASCII without blanks, quotes and backslashes')
  .max(200, 'at most 200 characters');

const podsRule = z.strictObject({
  why: described(lineField, 'What pods need there.', { examples: ['The identity provider'] }),
  namespace: described(objectNameField, 'Namespace of the pods of the identity provider.', {
    examples: ['identity'],
  }),
  labels: described(
    z.record(
      z.string().min(1).max(317),
      described(z.string().max(63), 'Value of this label.', { examples: ['keycloak'] }),
    ),
    'Labels of these pods.',
    { examples: [{ app: 'keycloak' }] },
  ),
  ports: described(z.array(portField).min(1, 'name the ports'), 'TCP ports that pods may reach.', {
    examples: [[8443]],
  }),
});

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
  reach: described(
    z.array(z.union([podsRule, egressRule])).min(1, 'say how pods reach the token endpoint'),
    'How pods reach the token endpoint: pods in the same cluster, or a network. NetworkPolicies know no names of hosts.',
    {
      examples: [
        [{ why: 'The identity provider', namespace: 'identity', labels: { app: 'keycloak' }, ports: [8443] }],
      ],
    },
  ),
});

export type OauthTerms = z.output<typeof oauthTerms>;

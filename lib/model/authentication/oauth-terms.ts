import { z } from 'zod';
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

/** Pods of the identity provider, where it runs in the same cluster. */
const podsRule = z.strictObject({
  why: lineField,
  namespace: objectNameField,
  labels: z.record(z.string().min(1).max(317), z.string().max(63)),
  ports: z.array(portField).min(1, 'name the ports'),
});

/** What brokers and clients of an OAuth listener must know of the identity provider (RFC 6749, client credentials). */
export const oauthTerms = z.strictObject({
  /** Where clients get their tokens. */
  tokenEndpoint: secureAddress,
  /** `iss` of a token that is accepted. */
  issuer: secureAddress,
  /** Where brokers get the keys that tokens are signed with (JWKS). */
  jwks: secureAddress,
  /** The claim that holds the client id, by which ACLs name it. @default sub, as the OAuth standard has it */
  userNameClaim: token.default('sub'),
  /** What clients ask for: scopes with a blank between two. @default nothing */
  scope: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'scopes with one blank between two')
    .max(500, 'at most 500 characters')
    .optional(),
  /** `aud` that a token must hold. @default not checked */
  audience: token.optional(),
  /** How pods reach the token endpoint: policies of Kubernetes know networks and pods, not names. */
  reach: z.array(z.union([podsRule, egressRule])).min(1, 'say how pods reach the token endpoint'),
});

export type OauthTerms = z.output<typeof oauthTerms>;

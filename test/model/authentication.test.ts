import { describe, expect, test } from '@jest/globals';
import { mechanismOfUser, mechanisms } from '../../lib/model/authentication/index.ts';
import { authentications } from '../../lib/model/authentication/mechanism.ts';
import { userTypeOf } from '../../lib/model/authentication/user-type.ts';
import { InvalidTerms } from '../../lib/model/terms/from-program.ts';
import { smallEnvironment } from '../support/small-stack.ts';

const oauth = {
  tokenEndpoint: 'https://id.example.com/token',
  issuer: 'https://id.example.com',
  jwks: 'https://id.example.com/jwks',
  reach: [{ why: 'The identity provider', cidr: '192.0.2.0/24', except: [], ports: [443] }],
};
type Listener = NonNullable<NonNullable<Parameters<typeof smallEnvironment>[0]>['kafka']>['listeners'];

function problems(listener: object): string[] {
  const listeners = [{ name: 'main', port: 9093, tls: true, ...listener }] as Listener & object;
  try {
    smallEnvironment({ kafka: { listeners } });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidTerms)) throw error;
    return error.problems.map(({ key, what }) => `${key}: ${what}`);
  }
}

describe('a principal, as brokers name it', () => {
  test.each([
    ['tls', 'User:CN=orders-writer'],
    ['scram-sha-512', 'User:orders-writer'],
    ['oauth', 'User:orders-writer'],
    ['none', 'User:ANONYMOUS'],
  ] as const)('under %s is %s', (authentication, principal) => {
    expect(mechanisms[authentication].principal('orders-writer')).toBe(principal);
  });

  test('of a KafkaUser follows from its type; one without is named by an identity provider', () => {
    const of = (type: unknown) => mechanismOfUser(userTypeOf(type));
    expect([of('tls'), of('tls-external'), of('scram-sha-512'), of(undefined), of('x')]).toEqual([
      'tls',
      'tls',
      'scram-sha-512',
      'oauth',
      'oauth',
    ]);
  });
});

test('a mechanism has SASL, or certificates, or none; who has a Secret of Strimzi has a type of KafkaUser', () => {
  const rows = authentications.map((name) => {
    const { sasl, kafkaUser, secrets } = mechanisms[name];
    return [
      name,
      sasl,
      kafkaUser,
      secrets.map(({ origin }) => origin('u')).map((at) => `${at.secret} ${at.key}`),
    ];
  });
  expect(rows).toEqual([
    ['none', undefined, undefined, []],
    ['scram-sha-512', 'SCRAM-SHA-512', 'scram-sha-512', ['u password']],
    ['tls', undefined, 'tls', ['u user.crt', 'u user.key']],
    ['oauth', 'OAUTHBEARER', undefined, ['u-oauth client-secret']],
  ]);
});

describe('an environment’s listener', () => {
  test('has what its mechanism asks for', () => {
    expect(problems({ authentication: 'tls' })).toEqual([]);
    expect(problems({ authentication: 'oauth', oauth })).toEqual([]);
    expect(problems({ authentication: 'tls', tls: false })).toEqual([
      'kafka.listeners[0].tls: false: mutual TLS needs tls: true',
    ]);
    expect(problems({ authentication: 'oauth' })).toEqual([
      'kafka.listeners[0].oauth: nothing: is missing: add tokenEndpoint, issuer, jwks and reach of the identity provider',
    ]);
    expect(problems({ authentication: 'oauth', tls: false, oauth })).toEqual([
      'kafka.listeners[0].tls: false: whoever sees a token can use it: OAuth needs tls: true',
    ]);
  });

  test('has nothing of another mechanism', () => {
    expect(problems({ authentication: 'scram-sha-512', oauth })).toEqual([
      expect.stringMatching(
        /^kafka\.listeners\[0\]\.oauth: .*: authentication is scram-sha-512: write oauth there/,
      ),
    ]);
  });

  test.each([
    ['no TLS', { tokenEndpoint: 'http://id.example.com/token' }],
    ['a quote, which would end a value of JAAS', { issuer: 'https://id.example.com/"' }],
    ['a blank in a claim', { userNameClaim: 'client id' }],
    ['two blanks in a scope', { scope: 'a  b' }],
    ['no way to the token endpoint', { reach: [] }],
  ])('is refused with %s', (_what, wrong) => {
    expect(problems({ authentication: 'oauth', oauth: { ...oauth, ...wrong } })).toHaveLength(1);
  });
});

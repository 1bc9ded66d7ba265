import { described } from '../terms/described.ts';
import {
  type Authenticated,
  type Authentication,
  authentications,
  type ListenerProblem,
  type ListenerTerms,
  type Mechanism,
} from './mechanism.ts';
import { none } from './none.ts';
import { oauth } from './oauth.ts';
import { oauthTerms } from './oauth-terms.ts';
import { scramSha512 } from './scram-sha-512.ts';
import { tls } from './tls.ts';
import type { UserType } from './user-type.ts';

/** Every mechanism. */
export const mechanisms: Readonly<Record<Authentication, Mechanism>> = {
  none,
  'scram-sha-512': scramSha512,
  tls,
  oauth,
};

/** What a listener says for its mechanism alone, by its key. */
export const mechanismTerms = {
  oauth: described(
    oauthTerms.optional(),
    'Identity provider of the listener. Only with `authentication: oauth`, and required then.',
    {
      default: 'none',
    },
  ),
};

/** What is wrong with a listener's mechanism: what is missing, and what belongs to another one. */
export function listenerProblems(
  listener: ListenerTerms & { readonly authentication: Authentication },
): ListenerProblem[] {
  const foreign = (Object.keys(mechanismTerms) as (keyof typeof mechanismTerms)[])
    .filter((key) => key !== listener.authentication && listener[key] !== undefined)
    .map((key) => ({
      key,
      input: listener[key],
      message: `authentication is ${listener.authentication}: write ${key} there, or remove this`,
    }));
  return [...mechanisms[listener.authentication].problems(listener), ...foreign];
}

/** By which mechanism a KafkaUser proves who it is; a certificate of another authority names it as one of Strimzi's. */
export function mechanismOfUser(type: UserType | undefined): Authenticated {
  const own = type === 'tls-external' ? 'tls' : type;
  const found = authentications.find(
    (name): name is Authenticated => name !== 'none' && mechanisms[name].kafkaUser === own,
  );
  return found ?? 'oauth';
}

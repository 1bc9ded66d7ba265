import { mechanismOfUser, mechanisms } from '../../model/authentication/index.ts';
import { type UserType, userTypeOf } from '../../model/authentication/user-type.ts';
import { at } from '../../model/plain-object.ts';
import type { Fact } from '../facts.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import type { Changed, Scene } from './meaning.ts';

/** What Strimzi keeps for a user in its Secret; of other types somebody else issues it. */
const issued: Readonly<Partial<Record<UserType, string>>> = {
  tls: 'certificate',
  'scram-sha-512': 'password',
};

/** Another type of authentication. */
export function authentication({ before, after }: Changed, { after: { metadata } }: Scene): Verdict {
  const principalOf = (type: Fact | undefined) =>
    mechanisms[mechanismOfUser(userTypeOf(type))].principal(metadata.name);
  const issuedFor = (type: Fact | undefined) => issued[userTypeOf(type) ?? 'tls-external'];
  const [was, is] = [principalOf(before), principalOf(after)];
  const [lost, made] = [issuedFor(before), issuedFor(after)];
  const moved = was === is ? `the principal stays ${is}` : `the principal changes from ${was} to ${is}`;
  if (lost === undefined)
    return review(
      `${moved}${made === undefined ? '' : `, and Strimzi issues a ${made} for it`}${was === is ? '' : `: who connects as ${was} no longer has rights`}`,
    );
  const instead =
    made === undefined
      ? `Strimzi deletes the secret with its ${lost}: clients that mount it no longer start`
      : 'the secret holds other credentials: every client that connects with the old ones is refused until it has the new ones and the listener for them';
  return destructive(`${moved}, and ${instead}`);
}

/** Where the credentials come from, or how long they hold. */
export function credentials({ path, after: now }: Changed, { after }: Scene): Verdict {
  const days = now === undefined ? 'as many days as the clients CA says' : `${String(now)} days`;
  if (path.endsWith('.validityDays'))
    return review(
      `the next certificate is valid for ${days}; the one that clients hold stays until it is renewed`,
    );
  if (path.endsWith('.renewalDays'))
    return review(
      `the certificate is renewed ${days} before it ends, at once where fewer are left: clients must take the new one from the secret before the old one ends`,
    );
  if (
    path.startsWith('spec.authentication.password') &&
    at(after, 'spec', 'authentication', 'password') === undefined
  )
    return review('the password stays as it is, and no longer follows the secret that it came from');
  return destructive(
    'the credentials come from elsewhere: those that clients hold are worth nothing once it is applied',
  );
}

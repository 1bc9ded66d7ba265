import { textAt } from '../../model/plain-object.ts';
import { dropDefaults } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning } from './meaning.ts';

const elsewhere =
  'credentials come from elsewhere, or go elsewhere: a client that does not find them does not start';
const takenAway = 'the credentials are taken away where clients mount them: pods no longer start';

function judge({ path, after }: Changed): Verdict | undefined {
  switch (path) {
    case 'spec.target.deletionPolicy':
      return after === 'Delete'
        ? destructive(
            'once the credentials are gone at their source, the Secret is deleted: pods no longer start',
          )
        : review(
            'once the credentials are gone at their source, the Secret stays, or what came from there is taken out',
          );
    case 'spec.target.creationPolicy':
      return after === undefined || after === 'Owner'
        ? review('the Secret belongs to this object from now on, and is deleted with it')
        : review('the Secret no longer belongs to this object: who creates it, and who deletes it, changes');
    case 'spec.refreshInterval':
    case 'spec.refreshPolicy':
      return review('credentials that change at their source are taken up earlier or later, or never');
    default:
      return path.startsWith('spec') ? review(elsewhere) : undefined;
  }
}

/** What copies credentials to where clients mount them: ExternalSecret. */
export const externalSecret: Meaning = {
  refine: (facts) =>
    dropDefaults(facts, [
      ['spec.refreshInterval', '1h'],
      ['spec.target.creationPolicy', 'Owner'],
      ['spec.target.deletionPolicy', 'Retain'],
      ['.remoteRef.conversionStrategy', 'Default'],
      ['.remoteRef.decodingStrategy', 'None'],
      ['.remoteRef.metadataPolicy', 'None'],
    ]),
  judge,
  created: () => safe('credentials are brought to where a client wants them'),
  deleted: (manifest) => {
    const policy = textAt(manifest, 'spec', 'target', 'creationPolicy');
    return policy === '' || policy === 'Owner'
      ? review(takenAway)
      : review('the Secret stays as it is: credentials that change at their source are not taken up');
  },
};

/** The same by the Access Operator. */
export const kafkaAccess: Meaning = {
  judge: ({ path }) => (path.startsWith('spec') ? review(elsewhere) : undefined),
  created: () => safe('credentials are brought to where a client wants them'),
  deleted: () => review(takenAway),
};

/** Where external-secrets finds credentials. */
export const secretStore: Meaning = {
  judge: ({ path }) =>
    path.startsWith('spec')
      ? review(
          'credentials come from another place, or are asked for in another way: if that is refused, those that are there stay as they are',
        )
      : undefined,
  created: () => safe('a place where credentials are found, which nothing asks yet'),
  deleted: () =>
    review('credentials that change at their source are not taken up: those that are there stay'),
};

export const pushSecret: Meaning = {
  judge: ({ path, after }) => {
    if (path === 'spec.deletionPolicy')
      return after === 'Delete'
        ? destructive('what was pushed is deleted at its target once this object goes, or pushes it no more')
        : safe('what was pushed stays at its target when this object goes');
    return path.startsWith('spec')
      ? review('credentials are pushed from elsewhere, or to elsewhere')
      : undefined;
  },
  created: () => review('credentials are written to another place: what is there is overwritten'),
  deleted: (manifest) =>
    textAt(manifest, 'spec', 'deletionPolicy') === 'Delete'
      ? destructive('what was pushed is deleted at its target')
      : review('what was pushed stays at its target, and is not kept up to date'),
};

/** How KEDA proves who it is. */
export const triggerAuthentication: Meaning = {
  judge: ({ path }) =>
    path.startsWith('spec')
      ? review(
          'KEDA proves who it is in another way: if that is refused no jobs start, and no Deployment is scaled',
        )
      : undefined,
  created: () => safe('a way for KEDA to prove who it is'),
  deleted: () =>
    review(
      'KEDA can no longer prove who it is: no jobs start and no Deployment is scaled where a scaler names it',
    ),
};

import type { Environment } from '../../lib/model/terms/environment.ts';
import { environmentWith, type Mutable } from './fixture.ts';

/** The fixture's production with admin APIs. */
export function administered(edit: (terms: Mutable) => void = () => undefined): Environment {
  return environmentWith('eu-prod', (terms: Mutable) => {
    terms.runtime = { admin: { replicas: 1, tokens: 'admin-tokens' } };
    terms.images.runtime = { repository: 'tools/workstreams', digest: `sha256:${'3'.repeat(64)}` };
    edit(terms);
  });
}

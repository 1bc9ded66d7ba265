import type { Environment } from '../../lib/model/terms/environment.ts';
import { environmentWith, fixtureObjects, type Mutable } from './fixture.ts';
import { groupsIn, type RuleGroup } from './rules.ts';

/** The fixture's production with dispatchers. */
export function dispatching(replicas: number, edit: (terms: Mutable) => void = () => undefined): Environment {
  return environmentWith('eu-prod', (terms: Mutable) => {
    terms.runtime = { dispatcher: { replicas } };
    terms.images.runtime = { repository: 'tools/workstreams', digest: `sha256:${'3'.repeat(64)}` };
    terms.monitoring.namespace = 'monitoring';
    edit(terms);
  });
}

/** The fixture's production with the analysis of dead letters. */
export function analysing(): Environment {
  return dispatching(1, (terms) => {
    terms.runtime = { analysis: { every: '1h' } };
  });
}

/** What Prometheus gets of the fixture's production with dispatchers. */
export function dispatchingGroups(): RuleGroup[] {
  return groupsIn(fixtureObjects(dispatching(2)));
}

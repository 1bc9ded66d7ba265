import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const analysisReports: EnvironmentRule = {
  id: 'analysis-reports',
  on: 'environment',
  what: 'Where the environment runs the analysis of dead letters (`runtime.analysis`), a system has a service with the duty `dead letter operator` and a topic that it reports to.',
  why: 'Without them nothing is rendered, and no one is notified of dead letters.',
  fix: 'Give a service the duty, and name `operations.journal` with `operations.audit` or `operations.metrics` in its `system.yaml`; or remove `runtime.analysis`.',
  level: 'error',
  check: ({ systems, environment }) => {
    if (environment.runtime.analysis === undefined) return [];
    if (systems.some(({ analyses }) => analyses.length > 0)) return [];
    const able = systems.filter(
      ({ imported, declaration }) =>
        !imported &&
        declaration.services.some(({ duties = [] }) =>
          duties.some(({ duty }) => duty === 'dead letter operator'),
        ),
    );
    const names = able.map(({ declaration }) => declaration.id).join(', ');
    return [
      inEnvironment(
        analysisReports,
        environment,
        ['runtime', 'analysis'],
        able.length === 0
          ? 'no system has a service with the duty `dead letter operator`: there is nothing to run'
          : `no system with a dead letter operator has dead letters and a topic to report them to: ${names}`,
        able.length === 0
          ? 'give a service of a system the duty, or remove this'
          : `name operations.journal, and operations.audit or operations.metrics, in contracts/${able[0]?.declaration.id}/system.yaml; or remove this`,
      ),
    ];
  },
};

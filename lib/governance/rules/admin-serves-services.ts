import { suggestion } from '../../model/text/nearest.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const adminServesServices: EnvironmentRule = {
  id: 'admin-serves-services',
  on: 'environment',
  what: 'Where the environment runs admin APIs (`runtime.admin`), each system that it names has a service with the duty `dead letter operator` or `replayer`, or any system has one.',
  why: 'An admin API runs as such a service: without one nothing is rendered.',
  fix: 'Give a service of the system the duty, or take the system out of `runtime.admin.systems`.',
  level: 'error',
  check: ({ systems, environment }) => {
    const { admin } = environment.runtime;
    if (admin === undefined) return [];
    const found = (path: readonly string[], what: string, fix: string) =>
      inEnvironment(adminServesServices, environment, ['runtime', 'admin', ...path], what, fix);
    const served = systems.filter(({ admins }) => admins.length > 0).map(({ declaration }) => declaration.id);
    if (admin.systems === undefined) {
      return served.length > 0
        ? []
        : [
            found(
              [],
              'no system has a service with the duty `dead letter operator` or `replayer`: there is nothing to run',
              'give a service the duty, or remove this',
            ),
          ];
    }
    const known = systems.map(({ declaration }) => declaration.id);
    return admin.systems
      .filter((id) => !served.includes(id))
      .map((id) =>
        known.includes(id)
          ? found(
              ['systems'],
              `no service of ${id} has the duty \`dead letter operator\` or \`replayer\``,
              `give one the duty in contracts/${id}/system.yaml, or remove ${id}`,
            )
          : found(['systems'], `there is no system ${id}`, suggestion(id, known)),
      );
  },
};

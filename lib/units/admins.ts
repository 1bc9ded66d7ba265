import { Admin } from '../constructs/workloads/admin.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';
import type { Unit } from './unit.ts';

/** One an admin API of the system. */
export function adminUnits({ declaration, namespace, admins }: ResolvedSystem): Unit[] {
  return admins.map(
    (admin): Unit => ({
      name: admin.name,
      build: (chart) => {
        new Admin(chart, 'Admin', { system: declaration.id, namespace, admin });
      },
    }),
  );
}

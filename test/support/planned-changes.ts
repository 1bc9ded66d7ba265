import { afterAll, describe, expect, test } from '@jest/globals';
import { planExitCode } from '../../lib/plan/plan.ts';
import type { Action } from '../../lib/plan/change.ts';
import type { Risk } from '../../lib/plan/risk.ts';
import { type Edit, PlannedProject } from './planned.ts';

/** An edit of contracts and environments, and what the plan must say of one object. */
export interface PlannedRow {
  readonly name: string;
  readonly env: string;
  readonly edits: readonly Edit[];
  readonly object: string;
  /** The field that is meant. @default the object as a whole */
  readonly path?: string;
  /** @default change */
  readonly action?: Action;
  /** Undefined: nothing changes at all. */
  readonly risk?: Risk;
  readonly says?: string;
  readonly exit: 0 | 1 | 2 | 3;
}

/** @param contracts the folders below contracts/ that the project has */
export function describeChanges(
  what: string,
  contracts: readonly string[],
  rows: readonly PlannedRow[],
): void {
  describe(what, () => {
    const project = new PlannedProject(contracts);
    afterAll(() => project.dispose());

    test.each(rows)('$env: $name', ({ env, edits, object, path, action = 'change', risk, says, exit }) => {
      const plan = project.planned(env, edits);
      const found = plan.objects.find(({ id }) => id === object);
      const told = path === undefined ? found : found?.fields.find((field) => field.path === path);
      expect([planExitCode(plan), told?.risk, told?.says]).toEqual([exit, risk, says]);
      if (risk === undefined) expect(plan.objects).toEqual([]);
      else expect(found?.action).toBe(action);
    });
  });
}

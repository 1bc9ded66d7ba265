import { expect, test } from '@jest/globals';
import { capacityReport } from '../../lib/reports/capacity.ts';
import { resolvedIn } from '../support/shipped.ts';

test.each(['local', 'dev', 'staging', 'prod'])(
  '%s as it is shipped stays inside its budgets',
  (environment) => {
    const { budgets, total, bySystem, byOwner } = capacityReport(resolvedIn(environment));
    expect(budgets.map(({ resource, over, givesWay }) => [resource, over, givesWay])).toEqual([
      ['partitions', 0, []],
      ['storage', 0, []],
    ]);
    for (const parts of [bySystem, byOwner]) {
      expect(parts.reduce((sum, one) => sum + one.partitions, 0)).toBe(total.partitions);
      expect(parts.reduce((sum, one) => sum + one.localBytes, 0)).toBeCloseTo(total.localBytes, 0);
    }
  },
);

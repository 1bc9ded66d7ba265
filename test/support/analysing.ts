import { rmSync } from 'node:fs';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { lettersShop } from './letters-shop.ts';
import { groupsIn, type RuleGroup } from './rules.ts';
import { stackAt } from './stack-at.ts';

/** What Prometheus gets of the analysis of the shop. */
export function analysisGroups(): RuleGroup[] {
  const root = lettersShop();
  try {
    const units = [...renderEnvironment(stackAt(root).resolvedIn('qa'))];
    return groupsIn(
      units.filter(({ unit }) => unit === 'shop-desk-analysis').flatMap((one) => one.manifests),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

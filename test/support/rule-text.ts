import type { ResolvedAlert, ResolvedRecording, ResolvedRules } from '../../lib/policies/alerts/alert.ts';
import type { AlertName } from '../../lib/policies/alerts/kinds.ts';
import { platformRules } from '../../lib/policies/alerts/platform-alerts.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';

/** `<series> <number>, <who is told>` */
function thresholdText({ record, expr, labels = {} }: ResolvedRecording): string {
  const { environment, owner, severity, system, source_topic, ...others } = labels;
  const series = Object.entries(others).map(([label, value]) => `${label}=${value}`);
  const told = [environment, owner, severity, system, source_topic].filter((one) => one !== undefined);
  return `${record}{${series.join(',')}} ${expr}, ${told.join(' ')}`;
}

/** Rules of one object: a line for each, its expression below. */
export function textOf(rules: ResolvedRules | undefined): string {
  if (rules === undefined) return '(none)';
  const groups = rules.groups.flatMap((group) => [
    `# ${group.name}`,
    ...group.rules.map((rule) =>
      'record' in rule
        ? rule.labels === undefined
          ? `${rule.record}\n    ${rule.expr}`
          : thresholdText(rule)
        : `${rule.name} for ${rule.for}, ${Object.values(rule.labels).join(' ')}\n    ${rule.expr.replaceAll('\n', '\n    ')}`,
    ),
  ]);
  return [rules.object, ...groups].join('\n');
}

export const alertsOf = (rules: ResolvedRules | undefined): ResolvedAlert[] =>
  (rules?.groups ?? []).flatMap((group) => group.rules.flatMap((rule) => ('record' in rule ? [] : [rule])));

/** A rule of an environment. @throws Error where it has none of the name */
export function ruleOf(name: AlertName, resolved: Resolved): ResolvedAlert {
  const found = alertsOf(platformRules(resolved)).find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

import type { ResolvedDashboard } from '../../lib/policies/dashboards/dashboard.ts';

/** A dashboard: what is chosen, rows, panels and queries. The topics that are chosen are `<topics …>`. */
export function shown(dashboard: ResolvedDashboard | undefined): string {
  if (dashboard === undefined) return '(none)';
  const { object, uid, title, tags, variables, firing, rows } = dashboard;
  const ofTopics =
    /workstreams:topic:alert_written\{environment="qa",system(?:="shop"|=~"\$\{system\}"),owner=~"\$\{owner\}",context=~"\$\{context\}",source_topic=~"\$\{topic\}"(?:,([^{}]*))?\}/g;
  const short = (expr: string) =>
    expr.replaceAll(ofTopics, (_, more = '') => (more === '' ? '<topics>' : `<topics ${more}>`));
  return [
    `${object} ${uid}: ${title} [${tags.join(' ')}]`,
    `firing: ${firing}`,
    ...variables.map(({ name, label, query }) => `choose ${name} (${label}): ${query}`),
    ...rows.flatMap((row) => [
      `# ${row.title}`,
      ...row.panels.flatMap(({ drawing, ...panel }) => [
        `${panel.title} (${drawing.as}, ${panel.unit}): ${panel.description}`,
        ...panel.queries.map(
          ({ expr, legend, threshold = false }) => `    ${threshold ? '- - ' : ''}${legend}: ${short(expr)}`,
        ),
        ...(drawing.as === 'table'
          ? drawing.columns.map(({ title: name, link }) => `    | ${name} ${link?.url ?? ''}`.trimEnd())
          : []),
      ]),
    ]),
  ].join('\n');
}

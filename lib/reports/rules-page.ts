import type { Rule } from '../governance/rule.ts';

/** The page that explains every rule, as Markdown; written to `docs/rules.md`. */
export function rulesPage(rules: readonly Rule[]): string {
  const sections = rules.map(
    ({ id, what, why, on }) =>
      `## ${id}\n\n${what}\n\n**Why.** ${why}\n\nJudged ${on === 'catalog' ? 'on the contracts as they are written' : 'in each environment, on what is resolved'}.\n`,
  );
  return `# Rules

Written by \`npm run schemas\`; do not edit. \`workstreams lint\` and \`synth\` judge by all of them, and an error stops
both. A contract may be excepted from a rule with a reason and a last day:

\`\`\`yaml
exceptions:
  - { rule: retention-in-range, reason: "…", until: 2026-12-31 }
\`\`\`

## valid-input

Contracts, environments, schemas and samples can be read.

**Why.** Nothing is rendered from what cannot be understood.

${sections.join('\n')}`;
}

import { type Rule, type RuleText, validInput } from '../governance/rule.ts';

const judged: Readonly<Record<Rule['on'], string>> = {
  catalog: 'the contracts and environments as they are written',
  environment: 'each environment, as it is resolved',
  manifests: 'the objects that each environment renders',
  clusters: 'what all environments of one cluster render',
  exceptions: 'the exceptions, after all else',
};

/** The page that explains every rule, as Markdown; written to `docs/rules.md`. */
export function rulesPage(rules: readonly Rule[]): string {
  const sections = rules.map((rule) => section(rule, judged[rule.on]));
  return `# Rules

Written by \`npm run schemas\`; do not edit. \`workstreams lint\` and \`synth\` judge by all of them. An error stops
both; a warning is reported by \`lint\`, which ends with 0 then, or with 1 under \`--strict\`.

An environment may make a rule stricter, never laxer:

\`\`\`yaml
rules: { no-unused-exception: error }
\`\`\`

What a rule must let pass is an exception with a reason and a last day. A contract's exception is about the contract
in every environment:

\`\`\`yaml
exceptions:
  - { rule: retention-in-range, reason: "…", until: 2026-12-31 }
\`\`\`

An environment's exception is about one subject there, written exactly: an executor (\`print.invoices\`), a rendered
object (\`Role shop/reports\`), a contract by its address (\`shop/billing/work/print.invoices/v1\`), or a key of the
file (\`topics.partitionBudget\`). \`lint --format json\` shows the subject of each finding.

\`\`\`yaml
exceptions:
  - { rule: no-placeholder-image, subject: print.invoices, reason: "…", until: 2026-12-31 }
\`\`\`

${[section(validInput, 'every file, as it is read'), ...sections].join('\n')}`;
}

function section({ id, what, why, fix, level }: RuleText, on: string): string {
  const grave = typeof level === 'string' ? level : 'by what the environment does';
  return `## ${id}

${what}

**Why.** ${why}

**Fix.** ${fix}

**Level.** ${grave[0]?.toUpperCase()}${grave.slice(1)}. Judged on ${on}.
`;
}

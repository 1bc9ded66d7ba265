import type { Environment } from '../../../model/terms/environment.ts';
import { promotedFrom } from '../../../model/promotion-order.ts';
import { compare } from '../../../model/text/problem.ts';

/** What a recipe of CI says of a stack. */
export interface RecipeStack {
  /** Those where a change begins first, each behind the one that it takes over from. */
  readonly environments: readonly string[];
  /** What promotions can start from; empty where nothing is promoted. */
  readonly sources: readonly string[];
  /** What promotions can lead to. */
  readonly targets: readonly string[];
}

export function recipeStack(
  environments: readonly Pick<Environment, 'environment' | 'promotion'>[],
): RecipeStack {
  const byName = new Map(environments.map((one) => [one.environment, one]));
  const steps = (name: string): number => {
    const one = byName.get(name);
    const from = one === undefined ? undefined : promotedFrom(one);
    return from === undefined ? 0 : 1 + steps(from);
  };
  const names = [...byName.keys()].sort((a, b) => steps(a) - steps(b) || compare(a, b));
  const froms = environments.map(promotedFrom);
  return {
    environments: names,
    sources: names.filter((name) => froms.includes(name)),
    targets: names.filter((name) => steps(name) > 0),
  };
}

/** Names as a list of YAML: each is quoted, for a name may be `no` or `on`. */
export function quotedList(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}

/** Several lines, indented as a block of a recipe needs them. */
export function indented(spaces: number, text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(spaces)}${line}`))
    .join('\n');
}

/**
 * Shell: prints a file of Markdown up to `$most` characters, whole lines alone, and closes the block of code and the fold
 * in which it was cut.
 * @param file as the shell says it, quoted
 * @param where the rest is, as text of Markdown without quotes
 */
export function cutMarkdown(file: string, where: string): string {
  return `awk -v most="$most" '
  size + length($0) + 1 > most { cut = 1; exit }
  { size += length($0) + 1; print }
  fence == "" && /^<details>/ { folds += 1 }
  fence == "" && /^<\\/details>/ { folds -= 1 }
  /^\`\`\`/ { if (fence == "") { match($0, /^\`+/); fence = substr($0, 1, RLENGTH) } else if ($0 == fence) fence = "" }
  END {
    if (!cut) exit
    if (fence != "") print fence
    if (folds > 0) print "</details>"
    print "\\n… the rest is left out here: ${where}."
  }' ${file}`;
}

/** Shell: plans every environment into a file of its own below \`plan\`, and gathers those that are blocked or fail. */
export const planEveryEnvironment = `rm -rf plan && mkdir plan
number=0
stopped=
for environment in $ENVIRONMENTS; do
  number=$((number + 1))
  file=$(printf 'plan/%02d-%s.md' "$number" "$environment")
  mkdir -p "gitops/$environment" # before its first rendering an environment has no folder
  code=0
  npx workstreams plan --env "$environment" --baseline gitops --format markdown > "$file" || code=$?
  [ -s "$file" ] || printf '## %s: no plan\\n\\nThe log of the job says why.\\n' "$environment" > "$file"
  case $code in
    0 | 2) ;;
    3) stopped="$stopped $environment (blocked)" ;;
    *) stopped="$stopped $environment (failed)" ;;
  esac
done`;

import type { Edit } from '../new/edits.ts';
import { checkWorkflow, promotionWorkflow } from './recipes/github.ts';
import { gitlabPipeline } from './recipes/gitlab.ts';
import type { RecipeStack } from './recipes/recipe.ts';

type Files = (stack: RecipeStack) => readonly Edit[];

const github: Files = (stack) => [
  { path: '.github/workflows/contracts.yaml', text: checkWorkflow(stack) },
  ...(stack.targets.length === 0
    ? []
    : [{ path: '.github/workflows/promote.yaml', text: promotionWorkflow(stack) }]),
];
const gitlab: Files = (stack) => [{ path: '.gitlab-ci.yml', text: gitlabPipeline(stack) }];

/** What runs on every change, and what promotes: what each code host reads. */
const files = {
  github,
  gitlab,
  both: (stack) => [...github(stack), ...gitlab(stack)],
  none: () => [],
} satisfies Readonly<Record<string, Files>>;

export const codeHosts = Object.keys(files) as (keyof typeof files)[];

export function ciFiles(host: string, stack: RecipeStack): readonly Edit[] {
  return files[codeHosts.find((one) => one === host) ?? 'none'](stack);
}

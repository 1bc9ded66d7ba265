import type { Edit } from '../new/edits.ts';

/** Where checks run on every change: what each code host reads. */
const files = {
  github: [
    {
      path: '.github/workflows/contracts.yaml',
      text: `name: contracts
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the base branch: schemas are compared with it
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npm test
      - name: Compare with the base branch
        if: github.event_name == 'pull_request'
        env:
          BASE: origin/\${{ github.base_ref }}
        run: npx workstreams lint --baseline "$BASE" --format github
# Plans under pull requests and promotions: docs/ci.md of Workstreams has the recipes.
`,
    },
  ],
  gitlab: [
    {
      path: '.gitlab-ci.yml',
      text: `check:
  image: node:22
  variables:
    GIT_DEPTH: "0"
  script:
    - npm ci
    - npm test
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

compare:
  image: node:22
  variables:
    GIT_DEPTH: "0" # the target branch: schemas are compared with it
  script:
    - npm ci
    - git fetch origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - npx workstreams lint --baseline FETCH_HEAD
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
# Plans under merge requests: docs/ci.md of Workstreams has the recipe.
`,
    },
  ],
  none: [],
} satisfies Readonly<Record<string, readonly Edit[]>>;

export const codeHosts = Object.keys(files) as (keyof typeof files)[];

export function ciFiles(host: string): readonly Edit[] {
  return files[codeHosts.find((one) => one === host) ?? 'none'];
}

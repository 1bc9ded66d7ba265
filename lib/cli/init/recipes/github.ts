import { cutMarkdown, indented, planEveryEnvironment, quotedList, type RecipeStack } from './recipe.ts';

/** Actions by the commit that a version is: a tag can be moved, a commit cannot. */
const actions = {
  checkout: 'actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2',
  setupNode: 'actions/setup-node@6044e13b5dc448c55e2357c09f80417699197238 # v6.2.0',
  upload: 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2',
  download: 'actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0',
  sarif: 'github/codeql-action/upload-sarif@89a39a4e59826350b863aa6b6252a07ad50cf83e # v4.32.4',
};

const marker = '<!-- workstreams plan -->';

/** Rules and plans on every change, and one comment with the plans. */
export function checkWorkflow({ environments }: RecipeStack): string {
  return `name: contracts
on:
  pull_request:
  push:
    branches: [main]
permissions: {}
concurrency:
  group: contracts-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
defaults:
  run:
    shell: bash

jobs:
  # Runs code of the change: it may read, and nothing else.
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    outputs:
      planned: \${{ steps.plan.outputs.planned }}
    env:
      # A fork gets no secrets, so it gets no plan. Without a GitOps repository there is nothing to plan against.
      PLANS: \${{ github.event.pull_request.head.repo.full_name == github.repository && vars.GITOPS_REPOSITORY != '' }}
    steps:
      - uses: ${actions.checkout}
        with:
          fetch-depth: 0 # the base branch: schemas are compared with it
          persist-credentials: false
      - name: Check out the GitOps repository
        if: env.PLANS == 'true'
        uses: ${actions.checkout}
        with:
          repository: \${{ vars.GITOPS_REPOSITORY }}
          path: gitops
          fetch-depth: 0
          persist-credentials: false
          token: \${{ secrets.GITOPS_READ_TOKEN || github.token }}
      - uses: ${actions.setupNode}
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
      - name: Plan every environment
        id: plan
        if: env.PLANS == 'true'
        env:
          ENVIRONMENTS: "${environments.join(' ')}"
        run: |
${indented(10, planEveryEnvironment)}
          printf 'planned=true\\nstopped=%s\\n' "$stopped" >> "$GITHUB_OUTPUT"
      - uses: ${actions.upload}
        if: steps.plan.outputs.planned == 'true'
        with:
          name: plan
          path: plan
          if-no-files-found: error
      - name: Fail where a plan is blocked
        if: steps.plan.outputs.stopped != ''
        env:
          STOPPED: \${{ steps.plan.outputs.stopped }}
        run: |
          echo "these plans are blocked or failed:$STOPPED"
          exit 1

  # Runs no code of the change: the plans are text to it.
  comment:
    needs: check
    if: \${{ !cancelled() && needs.check.outputs.planned == 'true' }}
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      pull-requests: write # the comment
    steps:
      - uses: ${actions.download}
        with:
          name: plan
          path: plan
      - name: Create or update the comment
        env:
          GH_TOKEN: \${{ github.token }}
          PULL_REQUEST: \${{ github.event.pull_request.number }}
        run: |
          set -- plan/*.md
          most=$((60000 / $#)) # GitHub takes 65,536 characters
          {
            echo '${marker}'
            for file in "$@"; do
${indented(14, cutMarkdown('"$file"', 'the artifact of the run has all of it'))}
              echo
            done
            echo "The whole plans are the artifact [plan]($GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID)."
          } > comment.md
          comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
          own='.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("${marker}"))) | .id'
          id=$(gh api --paginate "$comments" --jq "$own" | sed -n 1p)
          if [ -n "$id" ]; then
            gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field body=@comment.md
          else
            gh api --silent --method POST "$comments" --field body=@comment.md
          fi
`;
}

/** Promotions by hand, each a pull request of the GitOps repository. */
export function promotionWorkflow({ sources, targets }: RecipeStack): string {
  return `name: promote
run-name: promote \${{ inputs.from }} to \${{ inputs.to }}
on:
  workflow_dispatch:
    inputs:
      from:
        description: The environment whose contracts are taken over
        type: choice
        required: true
        options: ${quotedList(sources)}
      to:
        description: The environment that takes them over
        type: choice
        required: true
        options: ${quotedList(targets)}
permissions: {}
concurrency:
  group: promote-\${{ inputs.to }}
  cancel-in-progress: false
defaults:
  run:
    shell: bash

jobs:
  promote:
    # Contracts, approvals and this file as they were reviewed.
    if: github.ref_name == github.event.repository.default_branch
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    environment: promotion # has the secret GITOPS_WRITE_TOKEN
    permissions:
      contents: read
    steps:
      - uses: ${actions.checkout}
        with:
          fetch-depth: 0 # what the source runs may be an older commit
          persist-credentials: false
      - name: Check out the GitOps repository
        uses: ${actions.checkout}
        with:
          repository: \${{ vars.GITOPS_REPOSITORY }}
          path: gitops
          fetch-depth: 0 # earlier releases, and the branch of an earlier run
          persist-credentials: false
          token: \${{ secrets.GITOPS_READ_TOKEN || github.token }}
      - uses: ${actions.setupNode}
        with:
          node-version: 22
      - run: npm ci
      - name: Promote
        id: promote
        env:
          FROM: \${{ inputs.from }}
          TO: \${{ inputs.to }}
        run: |
          code=0
          npx workstreams promote --from "$FROM" --to "$TO" --gitops gitops --body body.md || code=$?
          echo "code=$code" >> "$GITHUB_OUTPUT"
          case $code in 0 | 2 | 3) ;; *) exit "$code" ;; esac
      - name: Open or update the pull request
        if: steps.promote.outputs.code != '0'
        env:
          CODE: \${{ steps.promote.outputs.code }}
          FROM: \${{ inputs.from }}
          TO: \${{ inputs.to }}
          GH_TOKEN: \${{ secrets.GITOPS_WRITE_TOKEN }}
          GITOPS_REPOSITORY: \${{ vars.GITOPS_REPOSITORY }}
        run: |
          most=65000 # GitHub takes 65,536 characters
${indented(10, cutMarkdown('body.md', 'the log of the run has all of it'))} > pull-request.md
          branch="promote-$TO"
          base=$(git -C gitops branch --show-current)
          title="Promote $FROM to $TO"
          git -C gitops switch --quiet --force-create "$branch"
          if [ "$CODE" -eq 2 ]; then
            git -C gitops add --all -- "$TO"
          else
            title="$title (blocked)" # nothing was written: the commit is empty, the body says what is missing
          fi
          git -C gitops -c user.name='github-actions[bot]' \\
            -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \\
            commit --quiet --allow-empty --message "$title"
          git -C gitops -c credential.helper='!gh auth git-credential' \\
            push --quiet --force-with-lease origin "HEAD:refs/heads/$branch"
          pulls="repos/$GITOPS_REPOSITORY/pulls"
          number=$(gh api "$pulls?state=open&head=\${GITOPS_REPOSITORY%%/*}:$branch" --jq '.[0].number // empty')
          if [ -n "$number" ]; then
            gh api --silent --method PATCH "$pulls/$number" --raw-field title="$title" --field body=@pull-request.md
          else
            gh api --silent --method POST "$pulls" --raw-field title="$title" --raw-field head="$branch" \\
              --raw-field base="$base" --field body=@pull-request.md
          fi
      - name: Fail where the promotion is blocked
        if: steps.promote.outputs.code == '3'
        run: |
          echo 'the promotion is blocked: the pull request says what is missing'
          exit 1
`;
}

/** The rules as alerts of code scanning. `init` does not write it: a private repository has to pay for code scanning. */
export const codeScanningWorkflow = `name: code-scanning
on:
  pull_request:
  push:
    branches: [main]
permissions: {}

jobs:
  lint:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    steps:
      - uses: ${actions.checkout}
        with:
          persist-credentials: false
      - uses: ${actions.setupNode}
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npx workstreams lint --format sarif > lint.sarif
      - uses: ${actions.upload}
        if: \${{ !cancelled() }}
        with:
          name: lint
          path: lint.sarif

  # Runs no code of the change.
  upload:
    needs: lint
    if: \${{ !cancelled() }}
    runs-on: ubuntu-24.04
    permissions:
      actions: read # the run that the alerts are of
      contents: read
      security-events: write # the alerts
    steps:
      - uses: ${actions.checkout}
        with:
          persist-credentials: false
      - uses: ${actions.download}
        with:
          name: lint
      - uses: ${actions.sarif}
        with:
          sarif_file: lint.sarif
`;

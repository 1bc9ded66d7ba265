import { cutMarkdown, indented, planEveryEnvironment, type RecipeStack } from './recipe.ts';

/** By digest, for a tag can be moved. Debian with buildpack-deps: it has git and curl beside node. */
const image = 'node:22.23.3-bookworm@sha256:363e1587494626837fa7f9a23bdb453d13b0ff3c67c705c2805cfc69c2d2fad7';

/** Rules and plans on every change, and one note with the plans. */
export function gitlabPipeline({ environments }: RecipeStack): string {
  return `# The image has what the jobs call: node, git and curl.
default:
  image: ${image}
stages: [check, note]

check:
  stage: check
  variables:
    GIT_DEPTH: "0" # the target branch: schemas are compared with it
  script:
    - npm ci
    - npm test
    - |
      if [ -n "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME" ]; then
        git fetch --quiet origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
        npx workstreams lint --baseline FETCH_HEAD
      fi
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

plan:
  stage: check
  variables:
    GIT_DEPTH: "0"
    ENVIRONMENTS: "${environments.join(' ')}"
  script:
    - npm ci
    - |
      git -c credential.helper='!f() { echo username=token; echo "password=$GITOPS_READ_TOKEN"; }; f' \\
        clone --quiet "$GITOPS_REPOSITORY" gitops
    - |
${indented(6, planEveryEnvironment)}
      if [ -n "$stopped" ]; then
        echo "these plans are blocked or failed:$stopped"
        exit 1
      fi
  artifacts:
    when: always
    paths: [plan/]
  rules:
    # A merge request from a fork has no variables of this project, so it gets no plan.
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $GITOPS_REPOSITORY && $GITOPS_READ_TOKEN

# Runs no code of the change: the plans are text to it.
note:
  stage: note
  needs: [plan]
  variables:
    GIT_STRATEGY: none
  script:
    - |
      set -- plan/*.md
      most=$((900000 / $#)) # GitLab takes 1,000,000 characters
      {
        echo '<!-- workstreams plan -->'
        for file in "$@"; do
${indented(10, cutMarkdown('"$file"', 'the artifact of the job has all of it'))}
          echo
        done
        echo "The whole plans are the artifact of [the job plan]($CI_PIPELINE_URL)."
      } > note.md
      umask 077
      printf 'header = "PRIVATE-TOKEN: %s"\\n' "$PLAN_NOTE_TOKEN" > curl.txt # seen in no list of processes
      api() { curl --config curl.txt --fail --silent --show-error "$@"; }
      me=$(api "$CI_API_V4_URL/user" | node -p 'JSON.parse(fs.readFileSync(0)).id')
      notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
      id= page=1
      while [ -z "$id" ]; do
        api "$notes?per_page=100&page=$page" > notes.json
        id=$(node -p '
          const notes = JSON.parse(fs.readFileSync("notes.json"));
          const own = ({ author, body }) => author.id === Number(process.argv[1]) && body.startsWith(process.argv[2]);
          notes.find(own)?.id ?? (notes.length < 100 ? "none" : "")
        ' "$me" '<!-- workstreams plan -->')
        page=$((page + 1))
      done
      if [ "$id" = none ]; then
        api --output /dev/null --request POST --data-urlencode body@note.md "$notes"
      else
        api --output /dev/null --request PUT --data-urlencode body@note.md "$notes/$id"
      fi
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $GITOPS_REPOSITORY && $GITOPS_READ_TOKEN && $PLAN_NOTE_TOKEN
      when: always
`;
}

import type { Edit } from '../new/edits.ts';

/** What renders a stack: the same in every stack. */
const mainText = `import { runStack } from 'workstreams/stack';

/** What \`cdk8s synth\` runs: it renders every environment of this folder. */
process.exitCode = runStack(import.meta.dirname);
`;

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  types: ['node'],
  noEmit: true,
  strict: true,
  verbatimModuleSyntax: true,
};

const schemaOf = (kind: string): string => `node_modules/workstreams/schemas/${kind}.schema.json`;

const editorSettings = {
  'yaml.schemas': {
    [schemaOf('system')]: 'contracts/*/system.yaml',
    [schemaOf('contract')]: 'contracts/**/contract.yaml',
    [schemaOf('environment')]: 'environments/*.yaml',
  },
};

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What git leaves out of a stack. */
export const ignored = ['node_modules/', 'dist/'];

/** The files of a stack that say nothing of its systems and environments. */
export function stackFiles(version: string): Edit[] {
  return [
    { path: 'main.ts', text: mainText },
    { path: 'tsconfig.json', text: json({ compilerOptions, include: ['main.ts'] }) },
    {
      path: 'cdk8s.yaml',
      text: `language: typescript
app: node --import tsx main.ts
output: dist
validations:
  - package: ./node_modules/workstreams/bin/cdk8s-validation.cjs
    version: ${version} # only shown
    class: ManifestRules
`,
    },
    { path: '.vscode/settings.json', text: json(editorSettings) },
    { path: '.vscode/extensions.json', text: json({ recommendations: ['redhat.vscode-yaml'] }) },
  ];
}

/** Where the first steps stand. */
export function readmeText(name: string, environments: readonly string[]): string {
  const [first = ''] = environments;
  const last = environments.at(-1) ?? '';
  return `# ${name}

Kafka topics, queues and access as code, made by [Workstreams](https://www.npmjs.com/package/workstreams): \`contracts/\`
says what each topic promises, \`environments/\` how each environment behaves.

\`\`\`sh
npm install
npm test              # rules, golden manifests, types
npm run synth         # renders dist/<environment>/<system>/<unit>.k8s.yaml
\`\`\`

## First steps

1. Say in \`environments/*.yaml\` where your Kafka is: \`kafka\`, \`workloads\`, \`images\`.
2. Say in each \`contract.yaml\` what is expected: load, service levels, retention. Write the message into
   \`value.schema.json\`, and samples of it.
3. \`npm run golden\`, read \`git diff\`, and commit.

## Every day

| | |
|---|---|
| add a topic, a queue, a system | \`npx workstreams new topic\`, \`new queue\`, \`new system\` |
| judge all of it | \`npm run lint\` |
| what becomes of a topic | \`npx workstreams explain <topic> --env ${last}\` |
| who may read and write | \`npx workstreams access --env ${last}\` |
| what a change does | \`npx workstreams plan --env ${last} --baseline <folder of manifests>\` |
${environments.length > 1 ? `| promote an environment | \`npx workstreams promote --from ${first} --to ${environments[1] ?? ''} --gitops <folder of manifests>\` |\n` : ''}| take a new version | \`npm install workstreams@latest && npx workstreams upgrade\` |

\`test/golden/\` is what is rendered, for review: \`npm run golden\` writes it, \`npm test\` compares with it.
`;
}

import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { program } from '../../lib/cli/program.ts';
import { repository } from '../support/repository.ts';
import { resolvedIn } from '../support/shipped.ts';
import { StackCopy } from '../support/stack-copy.ts';
import { gitEnvironment } from '../support/walk-through.ts';

jest.setTimeout(600_000);

const folders = ['docs', 'docs/runbooks', 'docs/reference'];
const pages = [
  'README.md',
  ...folders.flatMap((folder) =>
    readdirSync(join(repository, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];
/** Their commands have an order, and tests that go through them. */
const walked = new Set(
  ['ci', 'promotion', 'remove-the-examples', 'upgrading', 'your-company'].map((name) => `docs/${name}.md`),
);

interface Command {
  readonly page: string;
  readonly text: string;
}

const textOf = (page: string) => readFileSync(join(repository, page), 'utf8');

/** Commands of ours in blocks for a shell, without what stands around them. */
const inBlocks: Command[] = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```(?:sh|console)\n(.*?)^```$/gms)].flatMap(([, body = '']) =>
    body
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .filter((line) => line.startsWith('npx workstreams'))
      .map((line) => ({ page, text: line.replace(/\s+#.*|; echo "exit code \$\?"$/g, '') })),
  ),
);

/** Commands within a sentence or a table. */
const inText: Command[] = pages.flatMap((page) =>
  [
    ...textOf(page)
      .replaceAll(/^```.*?^```$/gms, '')
      .matchAll(/`(?:npx )?(workstreams [a-z][^`]*)`/g),
  ].map(([, text = '']) => ({ page, text: text.replaceAll('\\|', '|') })),
);

const values: Readonly<Record<string, string>> = {
  '<topic>': 'execution_tasks',
  '<source_topic>': 'execution_tasks',
  '<environment>': 'prod',
};

describe('each command of a page runs as it stands there', () => {
  const copy = new StackCopy();
  const env = { ...process.env, ...gitEnvironment(copy.root), CDK8S_CHECK_UPGRADE: 'false' };
  const shell = (script: string): string =>
    execFileSync(
      'bash',
      ['-c', `set -e\nnpx() { shift; node ${join(repository, 'bin/workstreams.js')} "$@"; }\n${script}`],
      {
        cwd: copy.path('stack'),
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );

  beforeAll(() => {
    for (const folder of ['contracts', 'environments']) {
      cpSync(join(repository, folder), copy.path(`stack/${folder}`), { recursive: true });
    }
    shell(
      'git init --quiet && git add --all && git commit --quiet --message start && git update-ref refs/remotes/origin/main HEAD',
    );
    shell('npx workstreams synth --out ../gitops --quiet');
    const live = [...renderEnvironment(resolvedIn('prod'))]
      .flatMap(({ manifests }) => manifests)
      .filter(({ kind }) => kind === 'KafkaTopic' || kind === 'KafkaUser')
      .map((one, index) => (index === 0 ? imported(one) : one));
    writeFileSync(
      copy.path('stack/live.yaml'),
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: live }),
    );
  });
  afterAll(() => copy.dispose());

  /** A topic that no contract declares, for the import. */
  const imported = (one: object) => ({
    ...one,
    metadata: {
      ...(one as { metadata: object }).metadata,
      name: 'ledger-of-others',
      labels: { 'strimzi.io/cluster': 'kafka' },
      annotations: {},
    },
    spec: { topicName: 'ledger.of.others', partitions: 3, replicas: 3, config: {} },
  });

  const commands = inBlocks
    // `init` wants an empty folder, which your-company.md gives it, and `schemas` a registry, which test/registry has.
    .filter(({ page, text }) => !walked.has(page) && !/^npx workstreams (?:init$|schemas )/.test(text))
    .map(({ page, text }) => ({ page, text: text.replaceAll(/<\w+>/g, (name) => values[name] ?? name) }));
  // 2: something would change, or is to be decided.
  const withTwo = /^npx workstreams (?:plan|import|review)\b/;

  test.each(commands.map(({ page, text }) => [text, page]))('%s (%s)', (text) => {
    const { stderr, status } = outcome(() => shell(text));
    const told = withTwo.test(text) && status === 2;
    expect({ status, stderr }).toEqual({ status: told ? 2 : 0, stderr: '' });
  });

  test('there are some on every page that has a block of ours', () => {
    expect(new Set(commands.map(({ page }) => page)).size).toBeGreaterThan(8);
    expect(commands.filter(({ text }) => text.includes('<'))).toEqual([]);
  });
});

function outcome(run: () => string): { readonly stderr: string; readonly status: number } {
  try {
    run();
    return { stderr: '', status: 0 };
  } catch (error) {
    const { stderr, status } = error as { readonly stderr: string; readonly status: number };
    return { stderr: status === 2 ? '' : stderr, status };
  }
}

test.each(inText.map(({ text, page }) => [text, page]))('%s names what there is (%s)', async (text) => {
  const [, name = '', ...words] = text.split(/\s+/);
  const names = name.split('|');
  for (const one of names) {
    const command = (await program([one])).commands.find((known) => known.name() === one);
    expect(command?.name()).toBe(one);
    const asked = words.flatMap((word) => /^\[?(--[a-z-]+)/.exec(word)?.[1] ?? []);
    const options = [command, ...(command?.commands ?? [])].flatMap(
      (known) => known?.options.map(({ long }) => long) ?? [],
    );
    expect(options).toEqual(expect.arrayContaining(asked));
  }
});

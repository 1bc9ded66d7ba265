import { describe, expect, test } from '@jest/globals';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { EditableYaml } from '../../../lib/cli/upgrade/editable-yaml.ts';
import { isEarlier, upgradeContract, upgradeEnvironment } from '../../../lib/cli/upgrade/upgrade-files.ts';

function opened(text: string): EditableYaml {
  const yaml = EditableYaml.read('file.yaml', text);
  if (!yaml.ok) throw new Error(yaml.problems.map(formatProblem).join('\n'));
  return yaml.value;
}

function contract(text: string): string {
  const yaml = opened(text);
  upgradeContract(yaml);
  expect(yaml.problems).toEqual([]);
  return yaml.edited();
}

function environment(text: string, renamed: readonly string[] = ['a/b/work/c.d/v1']): string {
  const yaml = opened(text);
  upgradeEnvironment(yaml, renamed);
  expect(yaml.problems).toEqual([]);
  return yaml.edited();
}

function refused(text: string): string[] {
  const yaml = opened(text);
  upgradeEnvironment(yaml, ['a/b/work/c.d/v1']);
  return yaml.problems.map(formatProblem);
}

const head = 'apiVersion: workstreams.io/v1\nkind: Contract\n';

describe('the format and the kind', () => {
  test.each([
    ['before the first key', 'purpose: x\n', `${head}purpose: x\n`],
    [
      'below the comment that the file begins with',
      '# a\n# b\npurpose: x\n',
      `# a\n# b\n${head}purpose: x\n`,
    ],
    [
      'above a comment that a blank line sets apart',
      '# a\n\n# about x\npurpose: x\n',
      `# a\n${head}\n# about x\npurpose: x\n`,
    ],
    ['below blank lines', '\n\n# a\npurpose: x\n', `\n\n# a\n${head}purpose: x\n`],
    ['below ---', '# a\n---\npurpose: x\n', `# a\n---\n${head}purpose: x\n`],
    ['below --- and its comment', '--- # a\n# b\npurpose: x\n', `--- # a\n# b\n${head}purpose: x\n`],
    ['behind a byte order mark', '\ufeffpurpose: x\n', `\ufeff${head}purpose: x\n`],
    [
      'with the line ends of the file',
      '# a\r\npurpose: x\r\n',
      '# a\r\napiVersion: workstreams.io/v1\r\nkind: Contract\r\npurpose: x\r\n',
    ],
    [
      'as far indented as the file',
      '  # a\n  purpose: x\n  pii: none\n',
      '  # a\n  apiVersion: workstreams.io/v1\n  kind: Contract\n  purpose: x\n  pii: none\n',
    ],
    ['in brackets', '{ purpose: x }\n', '{ apiVersion: workstreams.io/v1, kind: Contract, purpose: x }\n'],
    ['in JSON', '{"purpose": "x"}', '{ apiVersion: workstreams.io/v1, kind: Contract,"purpose": "x"}'],
    ['without a line end at the end', 'purpose: x', `${head}purpose: x`],
    [
      'not twice',
      'kind: Contract\npurpose: x\n',
      'apiVersion: workstreams.io/v1\nkind: Contract\npurpose: x\n',
    ],
  ])('are written %s', (_where, before, after) => {
    expect(contract(before)).toBe(after);
  });

  test.each([
    ['apiVersion: workstreams.io/v1\nkind: Contract\n', false, []],
    ['purpose: x\n', true, []],
    [
      'apiVersion: 1\npurpose: x\n',
      false,
      [
        'file.yaml:1:13\n  apiVersion: unknown format 1\n  this program reads workstreams.io/v1 and the format before it, which has no apiVersion',
      ],
    ],
    [
      'kind: Environment\npurpose: x\n',
      true,
      ['file.yaml:1:7\n  kind: "Environment" in the place of a Contract\n  write Contract, or move the file'],
    ],
  ])('say what a file is: %j', (text, earlier, problems) => {
    const yaml = opened(text);
    expect(isEarlier(yaml, 'Contract')).toBe(earlier);
    expect(yaml.problems.map(formatProblem)).toEqual(problems);
  });

  test('are not for a list', () => {
    const read = EditableYaml.read('file.yaml', '- a\n');
    expect(read.ok ? [] : read.problems.map(formatProblem)).toEqual([
      'file.yaml:1:1\n  expected a map, found a list\n  write the keys of a contract or of an environment',
    ]);
  });
});

describe('keys of a contract', () => {
  test('of one name get two, by where they are', () => {
    expect(contract('serviceLevels: { lagThreshold: 1 }\nscaling:\n  lagThreshold: 2\n')).toBe(
      `${head}serviceLevels: { alertLag: 1 }\nscaling:\n  messagesPerJob: 2\n`,
    );
  });

  test('of the same name elsewhere stay, and so do texts', () => {
    const text = `purpose: found, formerly
lagThreshold: 1
load: { lagThreshold: 2, found: 3 }
headers: [found, formerly]
owner: { found: { in: { prod: { topics: 1 } } } }
key: { field: lagThreshold }
topics: 4
in: { prod: { topics: 5 } }
exceptions:
  - { rule: retention-in-range, reason: clients-once, until: "2099-12-31" }
rules-of-thumb: { clients-once: 1 }
`;
    expect(contract(text)).toBe(head + text);
  });

  test('keep their quotes and what is behind them', () => {
    expect(contract(`"formerly" :   # why\n  { 'topic': a }\n'found': {"in": {prod: {"topics":{}}}}\n`)).toBe(
      `${head}"renamedFrom" :   # why\n  { 'topic': a }\n'imported': {"in": {prod: {"pinned":{}}}}\n`,
    );
  });

  test('below a key that has its new name already are found', () => {
    expect(contract('imported:\n  in:\n    qa: { topics: {} }\n')).toBe(
      `${head}imported:\n  in:\n    qa: { pinned: {} }\n`,
    );
  });

  test('of topics in every environment are renamed, and not those of the topics themselves', () => {
    expect(
      contract(
        'found: { in: { a: { topics: { topics: { labels: { topics: x } } } }, b: { topics: {} } } }\n',
      ),
    ).toBe(
      `${head}imported: { in: { a: { pinned: { topics: { labels: { topics: x } } } }, b: { pinned: {} } } }\n`,
    );
  });

  test('that name rules get their new ids in exceptions', () => {
    expect(
      contract(`exceptions:
  - { rule: clients-once, reason: "clients-once", until: "2099-12-31" }
  - rule: 'subject-own' # for now
  - rule: "high-pii-sealed"
  - rule: work-queue-whole
  - rule: tiered-fits
  - rule: moves-in-order
  - rule: # on a line of its own
      kept-as-found
`),
    ).toBe(`${head}exceptions:
  - { rule: no-duplicate-clients, reason: "clients-once", until: "2099-12-31" }
  - rule: 'unique-schema-subject' # for now
  - rule: "high-pii-encrypted"
  - rule: work-queue-complete
  - rule: no-tiering-with-compaction
  - rule: migrations-in-order
  - rule: # on a line of its own
      no-pinned-values
`);
  });
});

const top = 'apiVersion: workstreams.io/v1\nkind: Environment\n';

describe('keys of an environment', () => {
  test('are renamed where they are keys of the format, and nowhere else', () => {
    const kept = `  namespaces: { way: prefix, moves: workrequests }
images: { executors: { moves.way: { repository: loadShare } } }
monitoring: { labels: { prefix: a, loadShare: b, way: c, scaledJobs: d } }
prefix: 1
way: 2
scaledJobs: 3
`;
    expect(
      environment(
        `topics: { prefix: dev, loadShare: 1 }\nmoves: {}\nworkloads:\n  credentials: { way: x }\n${kept}`,
      ),
    ).toBe(
      `${top}topics: { env: dev, loadFactor: 1 }\nmigrations: {}\nworkloads:\n  credentials: { delivery: x }\n${kept}`,
    );
  });

  test.each([
    ['environment: dev\n', 'environment: dev\ncluster: dev\n'],
    ['environment: "on" # why\nalerts: x\n', 'environment: "on" # why\ncluster: "on"\nalerts: x\n'],
    ['environment: dev', 'environment: dev\ncluster: dev'],
    ['cluster: one\nenvironment: dev\n', 'cluster: one\nenvironment: dev\n'],
    ['alerts: x\nkeys: y\n', 'alerts: x\nkeys: y\n'],
  ])('say the cluster below the name: %j', (before, after) => {
    expect(environment(before)).toBe(top + after);
  });

  test('say the cluster in brackets too', () => {
    expect(environment('{ "environment": "dev", alerts: x }\n')).toBe(
      '{ apiVersion: workstreams.io/v1, kind: Environment, "environment": "dev", cluster: "dev", alerts: x }\n',
    );
  });

  test('that name rules get their new ids where rules are made stricter', () => {
    expect(
      environment('rules: { clients-once: error, "subject-own": error, no-unused-exception: error }\n'),
    ).toBe(
      `${top}rules: { no-duplicate-clients: error, "unique-schema-subject": error, no-unused-exception: error }\n`,
    );
  });
});

describe('the phase of renamed queues', () => {
  const two = ['a/b/work/c.d/v1', 'a/b/work/e.f/v1'];

  test('becomes a phase of each, behind the section', () => {
    expect(
      environment('workrequests:\n  topics: true\n  rename: dual\n  executorClasses: {}\n\nalerts: x\n', two),
    ).toBe(
      `${top}queues:\n  topics: true\n  executorClasses: {}\n\nrenames:\n  a/b/work/c.d/v1: dual\n  a/b/work/e.f/v1: dual\n\nalerts: x\n`,
    );
  });

  test('takes its comments along', () => {
    expect(
      environment(`workrequests:
  # of topics
  topics: true

  # one
  # two
  rename: dual # three
  # of classes
  executorClasses: {}
  # at the end
# of alerts
alerts: x
`),
    ).toBe(`${top}queues:
  # of topics
  topics: true

  # of classes
  executorClasses: {}
  # at the end
# one
# two
renames: # three
  a/b/work/c.d/v1: dual
# of alerts
alerts: x
`);
  });

  test('keeps its comments where no queue is renamed', () => {
    expect(
      environment('workrequests:\n  topics: true\n  # one\n  rename: before # two\nalerts: x\n', []),
    ).toBe(`${top}queues:\n  topics: true\n# one\n# two\nalerts: x\n`);
  });

  test.each([
    ['{ rename: dual, topics: true }', '{ topics: true }'],
    ['{ topics: true, rename: dual }', '{ topics: true }'],
    ['{ topics: true, rename: dual, workbench: true }', '{ topics: true, workbench: true }'],
    ['{topics: true,rename: dual,workbench: true}', '{topics: true,workbench: true}'],
    ['{ topics: true, rename: dual, }', '{ topics: true, }'],
    ['{ "rename": "dual" }', '{  }'],
    ['{ rename: dual, }', '{ }'],
    ['{\n  topics: true, # of topics\n  rename: dual,\n}', '{\n  topics: true, # of topics\n  \n}'],
    [
      '{\n  topics: true, # of topics\n  rename: dual, # of rename\n  workbench: true\n}',
      '{\n  topics: true, # of topics\n  # of rename\n  workbench: true\n}',
    ],
    [
      '{\n  topics: true, # of topics\n  rename: dual # of rename\n}',
      '{\n  topics: true, # of topics\n   # of rename\n}',
    ],
  ])('is taken out of %j', (before, after) => {
    const phase = before.includes('"dual"') ? '"dual"' : 'dual';
    expect(environment(`workrequests: ${before}\n`)).toBe(
      `${top}queues: ${after}\n\nrenames:\n  a/b/work/c.d/v1: ${phase}\n`,
    );
  });

  test('is written in brackets where the file is', () => {
    expect(environment('{ workrequests: { rename: dual, topics: true }, alerts: x }', two)).toBe(
      '{ apiVersion: workstreams.io/v1, kind: Environment, queues: { topics: true }, renames: { a/b/work/c.d/v1: dual, a/b/work/e.f/v1: dual }, alerts: x }',
    );
  });

  test('is written at the end of a file without a last line end', () => {
    expect(environment('workrequests:\n  topics: true\n  rename: dual')).toBe(
      `${top}queues:\n  topics: true\n\nrenames:\n  a/b/work/c.d/v1: dual`,
    );
  });

  test('is found in a section that has its new name already', () => {
    expect(environment('queues:\n  rename: dual\n  topics: true\n')).toBe(
      `${top}queues:\n  topics: true\n\nrenames:\n  a/b/work/c.d/v1: dual\n`,
    );
  });
});

test('what cannot be done safely is refused with its place', () => {
  expect(refused('environment: |\n  dev\n')).toEqual([
    'file.yaml:1:1\n  environment: it is not written on one line\n  write the name of the environment on one line',
  ]);
  expect(refused('workrequests: { rename: dual }\nrenames: {}\n')).toEqual([
    'file.yaml:1:17\n  workrequests.rename: the file has `renames` too\n  keep `renames`, and remove this line',
  ]);
  expect(refused('workrequests:\n  rename: # why\n    dual\n')).toEqual([
    'file.yaml:3:5\n  workrequests.rename: it is not a word on the line of its key\n  write before, dual, cutover, drained or retired',
  ]);
  expect(refused('workrequests: { rename: [dual] }\n')).toEqual([
    'file.yaml:1:25\n  workrequests.rename: it is not a word on the line of its key\n  write before, dual, cutover, drained or retired',
  ]);
  expect(refused('rules: { clients-once: error, no-duplicate-clients: error }\n')).toEqual([
    'file.yaml:1:10\n  rules.clients-once: "clients-once" and "no-duplicate-clients", its new name, are both in this map\n  keep one of the two',
  ]);
});

test('a place in the edited text is found in the text before', () => {
  const yaml = opened('# a\nserviceLevels: { lagThreshold: 1, consumeWithin: soon }\n');
  upgradeContract(yaml);
  const after = yaml.edited();
  expect(yaml.placeBefore(after.indexOf('soon'))).toEqual({ file: 'file.yaml', line: 2, column: 50 });
  expect(yaml.placeBefore(after.indexOf('apiVersion'))).toEqual({ file: 'file.yaml', line: 2, column: 1 });
  expect(yaml.placeBefore(after.indexOf('alertLag'))).toEqual({ file: 'file.yaml', line: 2, column: 18 });
  expect(yaml.placeBefore(0)).toEqual({ file: 'file.yaml', line: 1, column: 1 });
});

test('a place in a section that is new is that of the line which it comes from', () => {
  const yaml = opened('workrequests:\n  topics: true\n  rename: half\n\nalerts: x\n');
  upgradeEnvironment(yaml, ['a/b/work/c.d/v1']);
  expect(yaml.placeBefore(yaml.edited().indexOf('half'))).toEqual({ file: 'file.yaml', line: 3, column: 3 });
  expect(yaml.placeBefore(yaml.edited().indexOf('alerts'))).toEqual({
    file: 'file.yaml',
    line: 5,
    column: 1,
  });
});

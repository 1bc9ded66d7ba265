import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { rules } from '../../lib/governance/rules/index.ts';
import type { Problem } from '../../lib/model/text/problem.ts';
import { githubAnnotations } from '../../lib/reports/github.ts';
import { sarifLog } from '../../lib/reports/sarif.ts';
import type { Mutable } from '../support/fixture.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const root = join(import.meta.dirname, '..', '..');
const schema = JSON.parse(readFileSync(join(root, 'imports', 'sarif-2.1.0.schema.json'), 'utf8')) as object;
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validSarif = ajv.compile(schema);

let copy: StackCopy;
beforeAll(() => {
  copy = sortingCopy();
});
afterAll(() => copy.dispose());

function lint(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const line = [join(root, 'bin', 'workstreams.js'), 'lint', '--root', copy.root, ...args];
    execFile('node', line, { encoding: 'utf8' }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const contract = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml';

const judged = `3 contracts, 3 environments, ${rules.length} rules: `;

/** One executor is not built yet: its queue runs the placeholder. */
const ownException =
  '  environments/eu-prod.yaml: no-placeholder-image of batch.plan-routes until 2027-06-30: The planner is not built yet\n';

/** Kafka's namespace is its owner's where the cluster is; dev renders its own. */
const namespaces =
  '4 namespaces must exist before an environment is applied: 2 of eu-prod, 2 of qa\n`workstreams lint --list` lists them\n';
const needed =
  'Namespaces that must exist before an environment is applied:\n  eu-prod: argocd, kafka-eu\n  qa: argocd, kafka-qa\n';

test('what is right ends with 0; exceptions in force and namespaces that must exist are counted', async () => {
  expect(await lint()).toEqual({
    code: 0,
    stdout: `${judged}no problems\n1 exception in force: 1 of no-placeholder-image\n${namespaces}`,
    stderr: '',
  });
  expect((await lint('--env', 'dev')).stdout).toBe(
    `3 contracts, 1 environment, ${rules.length} rules: no problems, no exceptions\n`,
  );
  expect((await lint('--env', 'qa', 'dev')).stdout).toBe(
    `3 contracts, 2 environments, ${rules.length} rules: no problems, no exceptions\n2 namespaces must exist before an environment is applied: 2 of qa\n\`workstreams lint --env qa dev --list\` lists them\n`,
  );
});

test('with --list they are listed, and with --quiet nothing is said', async () => {
  expect(await lint('--list')).toEqual({
    code: 0,
    stdout: `${judged}no problems\nExceptions in force:\n${ownException}${needed}`,
    stderr: '',
  });
  expect((await lint('--list', '--env', 'dev')).stdout).toBe(
    `3 contracts, 1 environment, ${rules.length} rules: no problems, no exceptions\n`,
  );
  expect(await lint('--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await lint('--quiet', '--list')).stderr).toContain(
    "option '--quiet' cannot be used with option '--list'",
  );
});

describe('an exception that excuses nothing', () => {
  const spare =
    '  - { rule: no-placeholder-image, subject: batch.plan-rutes, reason: A slip, until: 2999-01-01 }\n';
  beforeAll(() =>
    copy.write('environments/eu-prod.yaml', `${copy.read('environments/eu-prod.yaml')}${spare}`),
  );
  afterAll(() => copy.edit('environments/eu-prod.yaml', spare, ''));

  const line = () => copy.read('environments/eu-prod.yaml').split('\n').length - 1;
  const warning = () =>
    `environments/eu-prod.yaml:${line()}:44\n  warning: exceptions[1].subject: the exception from no-placeholder-image for "batch.plan-rutes" until 2999-01-01 excuses nothing; its owner is who keeps environments/eu-prod.yaml [no-unused-exception]\n  remove it; did you mean "batch.plan-routes"?\n\n`;
  const counts = `${judged}no errors\n1 warning: 1 of no-unused-exception\n2 exceptions in force: 2 of no-placeholder-image\n${namespaces}`;

  test('is counted, also with --quiet, and the code is 0', async () => {
    expect(await lint()).toEqual({ code: 0, stdout: counts, stderr: '' });
    expect(await lint('--quiet')).toEqual({ code: 0, stdout: counts, stderr: '' });
  });

  test('is listed with --list', async () => {
    const spareLine =
      '  environments/eu-prod.yaml: no-placeholder-image of batch.plan-rutes until 2999-01-01: A slip\n';
    expect(await lint('--list')).toEqual({
      code: 0,
      stdout: `${warning()}${judged}1 warning\nExceptions in force:\n${ownException}${spareLine}${needed}`,
      stderr: '',
    });
  });

  test('fails with --strict, and is shown in full', async () => {
    const failed = { code: 1, stdout: '', stderr: `${warning()}${judged}1 warning\n` };
    expect(await lint('--strict', '--quiet')).toEqual(failed);
    expect(await lint('--strict', '--list')).toEqual(failed);
  });

  test('is a warning in SARIF, in annotations and in JSON', async () => {
    const log: Mutable = JSON.parse((await lint('--format', 'sarif')).stdout);
    expect(validSarif(log) ? [] : validSarif.errors).toEqual([]);
    expect(log.runs[0].results.map(({ level }: Mutable) => level)).toEqual(['warning']);
    expect((await lint('--format', 'github')).stdout).toMatch(/^::warning file=environments\/eu-prod\.yaml,/);
    expect(JSON.parse((await lint('--format', 'json')).stdout).problems[0].level).toBe('warning');
  });

  test('is an error where the environment says so', async () => {
    copy.edit(
      'environments/eu-prod.yaml',
      'exceptions:',
      'rules: { no-unused-exception: error }\n\nexceptions:',
    );
    try {
      const { code, stderr } = await lint();
      expect(code).toBe(1);
      expect(stderr).toMatch(/\n1 problem\n$/);
    } finally {
      copy.edit('environments/eu-prod.yaml', 'rules: { no-unused-exception: error }\n\n', '');
    }
  });
});

test('a placeholder in production without an exception is an error', async () => {
  const exception =
    'exceptions:\n  - { rule: no-placeholder-image, subject: batch.plan-routes, reason: The planner is not built yet, until: 2027-06-30 }\n';
  copy.edit('environments/eu-prod.yaml', exception, '');
  try {
    expect((await lint('--env', 'eu-prod')).stderr).toBe(
      `environments/eu-prod.yaml:49:5\n  images.executors: the executor batch.plan-routes of contracts/sorting/depot/work/batch.plan-routes/v1/contract.yaml has no image: the placeholder would drop its work [no-placeholder-image]\n  add batch.plan-routes with its image, or an exception with the subject batch.plan-routes\n\n1 problem\n`,
    );
  } finally {
    copy.write('environments/eu-prod.yaml', `${copy.read('environments/eu-prod.yaml')}${exception}`);
  }
});

describe('a retention outside the class', () => {
  beforeAll(() => copy.edit(contract, 'retention: 7d', 'retention: 8d'));
  afterAll(() => copy.edit(contract, 'retention: 8d', 'retention: 7d'));

  test('is told to people with its place, its rule and the way out', async () => {
    expect(await lint()).toEqual({
      code: 1,
      stdout: '',
      stderr: `${contract}:9:12\n  retention: "8d" is above 7d, the longest for class work [retention-in-range]\n  write 7d or less, or add an exception with a reason\n\n1 problem\n`,
    });
  });

  test('is a SARIF 2.1.0 log that its schema accepts', async () => {
    const { code, stdout } = await lint('--format', 'sarif');
    const log: Mutable = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(validSarif(log) ? [] : validSarif.errors).toEqual([]);
    const [result] = log.runs[0].results;
    expect(result.ruleId).toBe('retention-in-range');
    expect(log.runs[0].tool.driver.rules[result.ruleIndex].id).toBe('retention-in-range');
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: contract, uriBaseId: 'SRCROOT' },
      region: { startLine: 9, startColumn: 12 },
    });
  });

  test('is an annotation of a GitHub workflow', async () => {
    expect((await lint('--format', 'github')).stdout).toBe(
      `::error file=${contract},line=9,col=12,title=retention-in-range::retention: "8d" is above 7d, the longest for class work%0Awrite 7d or less, or add an exception with a reason\n`,
    );
  });

  test('is JSON for machines', async () => {
    expect(JSON.parse((await lint('--format', 'json')).stdout)).toEqual({
      schema: 'workstreams.io/lint/v1',
      problems: [
        {
          level: 'error',
          rule: 'retention-in-range',
          subject: 'sorting/depot/work/vision.read-label/v1',
          place: { file: contract, line: 9, column: 12 },
          key: 'retention',
          what: '"8d" is above 7d, the longest for class work',
          fix: 'write 7d or less, or add an exception with a reason',
        },
      ],
    });
  });

  test('under an exception is fine, and the exception is counted and listed', async () => {
    const exception =
      'exceptions:\n  - { rule: retention-in-range, reason: a long holiday, until: 2999-01-01 }\n';
    copy.edit(contract, 'lifecycle:', `${exception}lifecycle:`);
    try {
      expect((await lint()).stdout).toBe(
        `${judged}no problems\n2 exceptions in force: 1 of no-placeholder-image, 1 of retention-in-range\n${namespaces}`,
      );
      expect(await lint('--list')).toEqual({
        code: 0,
        stdout: `${judged}no problems\nExceptions in force:\n  ${contract}: retention-in-range until 2999-01-01: a long holiday\n${ownException}${needed}`,
        stderr: '',
      });
    } finally {
      copy.edit(contract, `${exception}lifecycle:`, 'lifecycle:');
    }
  });
});

describe('text of contracts cannot begin a command or leave its place', () => {
  const hostile: Problem = {
    place: { file: 'contracts/a,b:c\n::set-output.yaml', line: 1, column: 1 },
    key: 'purpose',
    what: '100%\r\n::error::gotcha \u001b[31m',
    fix: '',
  };

  test('in annotations', () => {
    const text = githubAnnotations([hostile]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toBe(
      '::error file=contracts/a%2Cb%3Ac\\u000a%3A%3Aset-output.yaml,line=1,col=1,title=valid-input::purpose: 100%25\\u000d\\u000a::error::gotcha \\u001b[31m\n',
    );
  });

  test('in SARIF', () => {
    const log = sarifLog([hostile], rules, 'docs/rules.md') as Mutable;
    expect(validSarif(log) ? [] : validSarif.errors).toEqual([]);
    expect(log.runs[0].results[0].message.text).toBe(
      'purpose: 100%\\u000d\\u000a::error::gotcha \\u001b[31m',
    );
  });
});

test('what can be read is judged also where an environment cannot: all is reported in one run', async () => {
  const spoiled = sortingCopy();
  try {
    spoiled.edit('environments/eu-prod.yaml', 'brokers: 3', 'brokers: three');
    spoiled.edit(contract, 'service: label-reader', 'service: label-raeder');
    const line = [join(root, 'bin', 'workstreams.js'), 'lint', '--root', spoiled.root];
    const told = await new Promise<string>((done) => {
      execFile('node', line, { encoding: 'utf8' }, (_error, _stdout, stderr) => done(stderr));
    });
    expect(told).toBe(
      `${contract}:20:24\n  consumers[0].service: no service "label-raeder" in system sorting [known-service]\n  did you mean "label-reader"?; services are in contracts/sorting/system.yaml\n\nenvironments/eu-prod.yaml:20:12\n  kafka.brokers: "three" is no number\n  write a whole number\n\n2 problems\n`,
    );
  } finally {
    spoiled.dispose();
  }
});

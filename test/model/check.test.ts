import { describe, expect, test } from '@jest/globals';
import { check } from '../../lib/model/terms/check.ts';
import { contractSchema } from '../../lib/model/terms/contract.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';
import { slowness } from '../support/slowness.ts';

const right = `# yaml-language-server: $schema=../../../../../../schemas/contract.schema.json
apiVersion: workstreams.io/v1
kind: Contract
purpose: "Pictures whose labels are to be read: one for each parcel that no scanner could read"
owner:
  team: sorting
  onCall: sorting-primary
  channel: "#sorting"
classification: internal
pii: none
key:
  field: taskId
  why: Deliveries of one task stay in order; tasks do not wait for each other
partitions: { default: 1, qa: 3, eu-prod: 6 }
retention: 7d
maxMessageSize: 64KiB
load: { messagesPerSecond: 2, bytesPerMessage: 2KiB }
serviceLevels: { produceWithin: 1s, consumeWithin: 10m, alertLag: 100 }
schema: { format: json-schema, compatibility: full }
deadLetter:
  triage: The on-call of the team reads it in the workbench, fixes the cause, and asks for the work again
scaling:
  name: sorting-read-label
  messagesPerJob: 1
  deadline: 30m
producers:
  - service: dispatch
consumers:
  - service: label-reader
    group: sorting-read-label-v1
renamedFrom:
  topic: vision.read-label.v1
  object: vision-read-label-v1
lifecycle: { state: active }
`;

/** What is said of a right contract with each `[from, to]` replaced. */
function told(...edits: readonly (readonly [string, string])[]): string[] {
  let text = right;
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`the contract has no ${from}`);
    text = text.replace(from, () => to);
  }
  const source = readYaml('c.yaml', text);
  const terms = source.ok ? check(contractSchema, source.value) : source;
  return terms.ok ? [] : terms.problems.map(formatProblem);
}

const partitions = 'partitions: { default: 1, qa: 3, eu-prod: 6 }';
const allKeys =
  'apiVersion, kind, purpose, owner, classification, pii, critical, key, partitions, retention, cleanup, maxMessageSize, compression, settings, load, serviceLevels, schema, bridge, headers, retry, deadLetter, replay, scaling, producers, consumers, processors, renamedFrom, lifecycle, exceptions, questions, imported';

test('the contract is right', () => {
  expect(told()).toEqual([]);
});

describe('one slip in a contract', () => {
  test.each<[string, [string, string], string[]]>([
    [
      'a misspelt key',
      ['retention: 7d', 'retetnion: 7d'],
      ['c.yaml:15:1', '  retetnion: unknown key', '  did you mean "retention"?'],
    ],
    [
      'a key that is like none',
      ['retention: 7d', 'colour: red'],
      ['c.yaml:15:1', '  colour: unknown key', `  known here: ${allKeys}`],
    ],
    [
      'a key that is a method of every object',
      ['retention: 7d', 'toString: red'],
      ['c.yaml:15:1', '  toString: unknown key', `  known here: ${allKeys}`],
    ],
    [
      'a misspelt key deeper',
      ['  team:', '  taem:'],
      [
        'c.yaml:6:3',
        '  owner.team: is missing',
        '  add it: an id in lowercase kebab, for example order-writer',
      ],
    ],
    [
      'a number for a duration',
      ['retention: 7d', 'retention: 7'],
      ['c.yaml:15:12', '  retention: 7 is no text', '  write a duration, for example 7d, or endless'],
    ],
    [
      'a list for a duration',
      ['retention: 7d', 'retention: [7d]'],
      ['c.yaml:15:12', '  retention: ["7d"] is no text', '  write a duration, for example 7d, or endless'],
    ],
    [
      'a key without a value',
      ['retention: 7d', 'retention:'],
      ['c.yaml:15:11', '  retention: has no value', '  write a duration, for example 7d, or endless'],
    ],
    [
      'a duration with a unit that is none',
      ['retention: 7d', 'retention: 1w'],
      [
        'c.yaml:15:12',
        '  retention: "1w": a duration is a whole number with ms, s, m, h or d behind it, for example 7d, or endless',
      ],
    ],
    [
      'a size in powers of ten',
      ['maxMessageSize: 64KiB', 'maxMessageSize: 64KB'],
      [
        'c.yaml:16:17',
        '  maxMessageSize: "64KB": a size is a whole number with B, KiB, MiB, GiB or TiB behind it, for example 256KiB',
      ],
    ],
    [
      'text for a number',
      ['alertLag: 100', 'alertLag: "100"'],
      ['c.yaml:18:67', '  serviceLevels.alertLag: "100" is no number', '  write a whole number'],
    ],
    [
      'a word for a boolean',
      [partitions, `${partitions}\ncritical: yes`],
      ['c.yaml:15:11', '  critical: "yes" is neither true nor false', '  write true or false'],
    ],
    [
      'text for a map',
      ['{ state: active }', 'active'],
      [
        'c.yaml:34:12',
        '  lifecycle: "active" is no map',
        '  write a map with state, or a map with state, until, successor, or a map with state, since',
      ],
    ],
    [
      'a map for a list',
      ['producers:\n  - service: dispatch', 'producers: { service: dispatch }'],
      ['c.yaml:26:12', '  producers: {"service":"dispatch"} is no list', '  write a list'],
    ],
    [
      'text for a map in a list',
      ['- service: label-reader\n    group: sorting-read-label-v1', '- label-reader'],
      ['c.yaml:29:5', '  consumers[0]: "label-reader" is no map', '  write a map with service'],
    ],
    [
      'a misspelt word of a list of words',
      ['classification: internal', 'classification: interal'],
      [
        'c.yaml:9:17',
        '  classification: "interal" is not allowed here',
        '  did you mean "internal"? allowed: public, internal, confidential, restricted',
      ],
    ],
    [
      'a number for a word',
      ['classification: internal', 'classification: 3'],
      [
        'c.yaml:9:17',
        '  classification: 3 is not allowed here',
        '  allowed: public, internal, confidential, restricted',
      ],
    ],
    [
      'a missing word',
      ['classification: internal\n', ''],
      ['c.yaml:2:1', '  classification: is missing', '  allowed: public, internal, confidential, restricted'],
    ],
    [
      'a misspelt state',
      ['{ state: active }', '{ state: depreciated }'],
      [
        'c.yaml:34:21',
        '  lifecycle.state: "depreciated" is not allowed here',
        '  did you mean "deprecated"? allowed: active, deprecated, retired',
      ],
    ],
    [
      'no state',
      ['{ state: active }', '{}'],
      ['c.yaml:34:12', '  lifecycle.state: is missing', '  allowed: active, deprecated, retired'],
    ],
    [
      'a key of another state',
      ['{ state: active }', '{ state: retired, since: 2026-01-01, until: 2026-01-01 }'],
      ['c.yaml:34:49', '  lifecycle.until: unknown key', '  known here: state, since'],
    ],
    [
      'partitions in words',
      [partitions, 'partitions: six'],
      [
        'c.yaml:14:13',
        '  partitions: "six" is not allowed here',
        '  write a whole number, or a map with default',
      ],
    ],
    [
      'half a partition',
      [partitions, 'partitions: 1.5'],
      [
        'c.yaml:14:13',
        '  partitions: 1.5 is not allowed here',
        '  write a whole number, or a map with default',
      ],
    ],
    [
      'no partition',
      [partitions, 'partitions: 0'],
      ['c.yaml:14:13', '  partitions: 0: at least 1 is wanted'],
    ],
    [
      'partitions of one environment in words',
      [partitions, 'partitions: { default: 1, prod: six }'],
      ['c.yaml:14:33', '  partitions.prod: "six" is no number', '  write a whole number'],
    ],
    [
      'partitions of an environment named like a method',
      [partitions, 'partitions: { default: 1, toString: six }'],
      ['c.yaml:14:37', '  partitions.toString: "six" is no number', '  write a whole number'],
    ],
    [
      'partitions without a default',
      [partitions, 'partitions: { prod: 6 }'],
      ['c.yaml:14:13', '  partitions.default: is missing', '  add it: a whole number'],
    ],
    [
      'too many of something',
      ['  deadline: 30m', '  deadline: 30m\n  retries: 11'],
      ['c.yaml:26:12', '  scaling.retries: 11: at most 10 is allowed'],
    ],
    [
      'too few in a list',
      [partitions, `${partitions}\nretry: { tiers: [], attempts: 3 }`],
      ['c.yaml:15:17', '  retry.tiers: []: at least 1 in the list is wanted'],
    ],
    [
      'a rate of nothing',
      ['messagesPerSecond: 2', 'messagesPerSecond: 0'],
      ['c.yaml:17:28', '  load.messagesPerSecond: 0: more than 0 is wanted'],
    ],
    [
      'a former topic outside Kafka’s alphabet',
      ['topic: vision.read-label.v1', 'topic: vision/read-label'],
      [
        'c.yaml:32:10',
        '  renamedFrom.topic: "vision/read-label" holds "/"; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"',
      ],
    ],
    [
      'a former object with a capital',
      ['object: vision-read-label-v1', 'object: Vision'],
      [
        'c.yaml:33:11',
        '  renamedFrom.object: "Vision" is no object name: a-z, 0-9 and "-" are allowed, with a letter or digit at both ends',
      ],
    ],
    [
      'a day that does not exist',
      ['{ state: active }', '{ state: retired, since: 2026-02-30 }'],
      ['c.yaml:34:37', '  lifecycle.since: "2026-02-30": this day does not exist'],
    ],
    [
      'a line break in one line',
      ['why: Deliveries of one task stay in order', 'why: "two\\nlines" #'],
      ['c.yaml:13:8', '  key.why: "two\\nlines": the text has more than one line'],
    ],
  ])('%s', (_what, edit, lines) => {
    expect(told(edit)[0]).toBe(lines.join('\n'));
  });
});

test('several slips are told together, each at its place', () => {
  const found = told(
    ['classification: internal', 'clasification: internal'],
    ['retention: 7d', 'retention: forever'],
    ['state: active', 'state: actve'],
  );
  expect(found.sort()).toEqual([
    'c.yaml:15:12\n  retention: "forever": a duration is a whole number with ms, s, m, h or d behind it, for example 7d, or endless',
    'c.yaml:2:1\n  classification: is missing\n  allowed: public, internal, confidential, restricted',
    'c.yaml:34:21\n  lifecycle.state: "actve" is not allowed here\n  did you mean "active"? allowed: active, deprecated, retired',
    'c.yaml:9:1\n  clasification: unknown key\n  did you mean "classification"?',
  ]);
});

test.each([
  ['a list', '- a', '["a"] is no map'],
  ['text', 'hello', '"hello" is no map'],
  ['a number', '5', '5 is no map'],
  ['null', '~', 'has no value'],
])('a file that is %s is told what a contract needs', (_what, text, what) => {
  expect(told([right, text])).toEqual([
    `c.yaml:1:1\n  ${what}\n  write a map with apiVersion, kind, purpose, owner, classification, pii, key, partitions, maxMessageSize, load, serviceLevels, schema, producers, consumers, lifecycle`,
  ]);
});

test('two thousand wrong entries are told within a second, the first hundred of them', () => {
  const before = process.cpuUsage();
  const found = told(['producers:\n  - service: dispatch', `producers: [${'1,'.repeat(2000)}]`]);
  const { user, system } = process.cpuUsage(before);
  expect(found).toHaveLength(101);
  expect(found[100]).toBe('c.yaml:26:213\n  1900 more problems of this file\n  fix the ones above first');
  expect((user + system) / 1e6).toBeLessThan(slowness());
});

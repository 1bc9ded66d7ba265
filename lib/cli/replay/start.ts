import { Command, Option } from '@commander-js/extra-typings';
import type { ReplayContracts, ReplayTerms, SourceTerms } from '../../../runtime/index.ts';
import { printable } from '../../model/text/problem.ts';
import type { ReplayCountOutput } from '../../reports/outputs/replay.ts';
import { today } from '../report.ts';
import { resolvedProject } from '../resolved-project.ts';
import { rootOption } from '../root-option.ts';
import { runtime } from '../runtime.ts';
import { byOption } from '../who-option.ts';
import { type Answer, type ReplayTarget, replayTarget, type Stack, sourceContract } from './contracts.ts';
import { environmentOption, formatOption, header, rateOption, reasonOption, time } from './options.ts';
import { exitCodeOf, printSessions } from './print.ts';
import { asking, refuse } from './refuse.ts';

export function replayStartCommand() {
  return command().action(async (options) => {
    const { root, env, to, service, execute, reason } = options;
    const project = resolvedProject({ root, today: today(), environments: [env] });
    const resolved = project?.environments[0];
    if (project === undefined || resolved === undefined) return;
    const stack = { catalog: project.project.catalog, resolved };
    const terms = termsOf(options);
    const target = replayTarget(stack, to, service);
    const source = terms.ok ? sourceOf(stack, terms.value.source) : { ok: true as const, value: undefined };
    const missing = [
      ...(execute === true && reason === undefined
        ? ['--reason is missing: say why, for the record of the session']
        : []),
    ];
    if (!terms.ok || !target.ok || !source.ok || missing.length > 0) {
      refuse([...[terms, target, source].flatMap((one) => (one.ok ? [] : one.problems)), ...missing]);
      return;
    }
    const contracts = { target: target.value.contract, source: source.value };
    await asking(() =>
      execute === true
        ? begin({ ...options, reason: reason ?? '' }, terms.value, contracts, target.value)
        : count(terms.value, contracts, options.format),
    );
  });
}

function command() {
  return new Command('start')
    .description('count what a replay would write, or write it')
    .addOption(environmentOption())
    .requiredOption('--to <topic>', 'the topic to write to; its contract must allow replay')
    .option('--from-topic <topic>', 'read a topic of the stack')
    .option('--from-archive <file>', 'read an archive of dead letters')
    .option('--from-mongodb <collection>', 'read a collection, <database>.<collection>; see MONGODB_URI_FILE')
    .option('--time-field <field>', 'with a collection: the field that its documents are ordered by')
    .addOption(
      new Option('--time-as <type>', 'how that field says a time')
        .choices(['date', 'milliseconds', 'text'] as const)
        .default('date' as const),
    )
    .option('--since <time>', 'only messages from then on', time)
    .option('--until <time>', 'only messages before then', time)
    .option('--type <type...>', 'only events of these types')
    .option('--type-field <field>', 'with --type: the field of the value that says the type')
    .option('--key <key...>', 'only messages with these keys')
    .option('--where <expression>', 'only messages for which this holds (JSONata)')
    .option('--make-value <expression>', 'the value to write (JSONata). Default: as it is')
    .option('--make-key <expression>', 'the key to write (JSONata). Default: as it is')
    .addOption(
      new Option('--header <name=value...>', 'headers for messages that have none of that name').argParser(
        header,
      ),
    )
    .addOption(rateOption())
    .option('--skip-invalid', 'leave out what breaks the contract. Default: stop there')
    .option('--service <id>', 'whose rights are used. Default: the only one with the duty')
    .option('--execute', 'write. Default: count')
    .addOption(reasonOption())
    .addOption(byOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Kafka is reached by the variables that manifests set (KAFKA_*), MongoDB by the connection string in the file that
MONGODB_URI_FILE names. Expressions see value, key, headers, topic, partition, offset and timestamp; --make-value and
--make-key also replay, the id of the session.

Examples:
  $ workstreams replay start --env prod --from-topic orders.placed.v1 --to orders.rebuilt.v1 --since 2026-03-01
  $ workstreams replay start --env prod --from-mongodb store.events --time-field timestamp --to orders.placed.v1 \\
      --type order_placed --type-field event_type --rate 200 \\
      --execute --reason 'The view of March is built again'

Exit codes: 0 done, 1 it could not be done or the brokers refused (resume goes on), 2 a message breaks the contract,
3 it was paused, cancelled or taken over.`,
    );
}

type Options = ReturnType<ReturnType<typeof command>['opts']>;

function termsOf(options: Options): Answer<ReplayTerms> {
  const { since, until, type, typeField, key, where, makeValue, makeKey, rate, skipInvalid, to } = options;
  const { header: headers } = options;
  const source = sourceTerms(options);
  const problems = [
    ...(source.ok ? [] : source.problems),
    ...(type !== undefined && typeField === undefined
      ? ['--type-field is missing: name the field of the value that says the type']
      : []),
    ...(key !== undefined && options.fromMongodb !== undefined
      ? ['--key: documents have no key before they are written: ask with --where']
      : []),
  ];
  if (!source.ok || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      ...{ source: source.value, target: to, rate, skipInvalid: skipInvalid === true },
      filters: { since, until, types: type, typeField, keys: key, where },
      message: { value: makeValue, key: makeKey, headers },
    },
  };
}

function sourceTerms({
  fromTopic,
  fromArchive,
  fromMongodb,
  timeField,
  timeAs,
}: Options): Answer<SourceTerms> {
  const given = [fromTopic, fromArchive, fromMongodb].filter((one) => one !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'no source' : `${given.length} sources`;
    return { ok: false, problems: [`${found}: give one of --from-topic, --from-archive and --from-mongodb`] };
  }
  if (fromTopic !== undefined) return { ok: true, value: { kind: 'topic', topic: fromTopic } };
  if (fromArchive !== undefined) return { ok: true, value: { kind: 'archive', file: fromArchive } };
  const [, database, collection] = /^([^.\s$]+)\.([^\s$]+)$/.exec(fromMongodb ?? '') ?? [];
  if (database !== undefined && collection !== undefined && timeField !== undefined)
    return { ok: true, value: { kind: 'mongodb', database, collection, timeField, timeAs } };
  return {
    ok: false,
    problems: [
      ...(collection === undefined
        ? [`--from-mongodb ${printable(JSON.stringify(fromMongodb))}: write <database>.<collection>`]
        : []),
      ...(timeField === undefined
        ? ['--time-field is missing: name the field that documents are ordered by']
        : []),
    ],
  };
}

function sourceOf(stack: Stack, source: SourceTerms): Answer<ReplayContracts['source']> {
  return source.kind === 'topic' ? sourceContract(stack, source.topic) : { ok: true, value: undefined };
}

async function count(terms: ReplayTerms, contracts: ReplayContracts, format: 'text' | 'json'): Promise<void> {
  const { dryRun, sourceText, stopSignal } = runtime();
  const { counts, invalid } = await dryRun({
    ...{ variables: process.env, terms, contracts, stop: stopSignal() },
  });
  const source = sourceText(terms.source);
  const value: ReplayCountOutput = {
    ...{ schema: 'workstreams.io/replay-count/v1', source, target: terms.target, ...counts },
    examples: invalid,
  };
  const { read, matched, written, passedOver } = counts;
  const lines = [
    `${source} has ${read} messages; ${matched} match`,
    `${written} would be written to ${terms.target}`,
    ...(passedOver === 0 ? [] : [`${passedOver} came by a replay, and would not be written again`]),
    ...(counts.invalid === 0 ? [] : [`${counts.invalid} break the contract of ${terms.target}:`]),
    ...invalid.map(({ place, reason }) => `  ${place}: ${reason}`),
    'nothing was written: --execute does',
  ];
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify(value, undefined, 2)}\n`
      : lines.map((line) => `${printable(line)}\n`).join(''),
  );
  process.exitCode = counts.invalid === 0 ? 0 : 2;
}

async function begin(
  { reason, by, format }: Options & { readonly reason: string },
  terms: ReplayTerms,
  contracts: ReplayContracts,
  { operator, operations }: ReplayTarget,
): Promise<void> {
  const { startReplay, standardLog, stopSignal } = runtime();
  const log = standardLog();
  const session = await startReplay(
    { variables: process.env, operations },
    {
      ...{ terms, contracts, operator, by, why: reason, log, stop: stopSignal() },
      begun: ({ id }) => log.info('begun', { replay: id }),
    },
  );
  printSessions([session], format, 'each');
  process.exitCode = exitCodeOf(session);
}

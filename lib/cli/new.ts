import { Command } from '@commander-js/extra-typings';
import { queueKind } from './new/queue-kind.ts';
import { systemKind } from './new/system-kind.ts';
import { topicKind } from './new/topic-kind.ts';
import type { Kind } from './new/plan.ts';
import { runNew } from './new/run-new.ts';
import type { Answers } from './new/questions.ts';
import { today } from './report.ts';
import { rootOption } from './root-option.ts';

const examples = `
Examples:
  $ workstreams new queue                          asks on a terminal
  $ workstreams new queue --context media --executor-class tools --kind convert \\
      --purpose 'Videos to convert' --yes
  $ workstreams new topic --system payments --context checkout --class evt --name refunded --owner payments \\
      --purpose 'A payment was returned' --key paymentId --producer checkout --consumer ledger --yes
  $ workstreams new system --name payments --naming '{system}.{topic}' --context checkout --topic payment-taken \\
      --purpose 'Takes payments.' --owner payments --key paymentId \\
      --producer 'checkout=Takes payments' --consumer 'ledger=Keeps the books' --yes

What is written passes every rule in every environment; otherwise nothing is written.
A service that is not there yet is written <id>=<what it does>.`;

export function newCommand() {
  const command = new Command('new').exitOverride().addHelpText('after', examples);
  for (const one of [topicCommand(), queueCommand(), systemCommand()]) command.addCommand(one.exitOverride());
  return command;
}

function topicCommand() {
  return common('topic', 'a contract with its schema and a sample')
    .option('--system <id>', 'the system that it belongs to')
    .option('--context <name>', 'the bounded context')
    .option('--class <class>', 'evt, cmd, work, …')
    .option('--name <name>', 'as the system names topics')
    .option('--key <field>', 'the field that is the key')
    .option('--format <format>', 'of its messages: json-schema, avro or protobuf')
    .option('--bridge <who>', 'who outside reads or writes it, where it has a format for bridges')
    .option('--new-context', 'the context is not there yet, and is meant')
    .action(async (options) => {
      const { system, context, class: cls, name, key, format, bridge, newContext } = options;
      const given = { system, context, class: cls, topic: name, key, format, bridge };
      await add(topicKind, given, newContext === true, options);
    });
}

function queueCommand() {
  return common('queue', 'a work queue that jobs drain, scaled by its lag')
    .option('--system <id>', 'the system that it belongs to')
    .option('--context <name>', 'the bounded context, or the capability whose work it is')
    .option('--executor-class <class>', 'what kind of pods drain it')
    .option('--kind <kind>', 'which executor')
    .option('--name <topic>', 'the topic, where the naming of the system does not say it')
    .option('--deadline <duration>', 'how long a job may run')
    .option('--executor-by <date>', 'until when a placeholder may replace the executor')
    .option('--new-context', 'the context is not there yet, and is meant')
    .action(async (options) => {
      const { system, context, executorClass, kind, name, deadline, executorBy, newContext } = options;
      const given = { system, context, executorClass, kind, topic: name, deadline, executorBy };
      await add(queueKind, given, newContext === true, options);
    });
}

function systemCommand() {
  return common('system', 'a system, with its first topic')
    .option('--name <id>', "the system's id")
    .option(
      '--naming <naming>',
      'how it names topics: a template, or namespaced, dotted-prefix, flat, queues',
    )
    .option('--context <name>', 'the first bounded context')
    .option('--class <class>', 'of the first topic')
    .option('--topic <name>', 'of the first topic')
    .option('--topic-purpose <sentence>', 'what the first topic is for')
    .option('--key <field>', 'the field that is the key')
    .action(async (options) => {
      const { name, naming, context, class: cls, topic, topicPurpose, key } = options;
      await add(
        systemKind,
        { system: name, naming, context, class: cls, topic, topicPurpose, key },
        true,
        options,
      );
    });
}

function common(name: string, what: string) {
  return new Command(name)
    .description(what)
    .option('--purpose <sentence>', 'what it is for')
    .option('--owner <team>', 'the team that owns it')
    .option('--on-call <rotation>', 'who is called at night')
    .option('--channel <channel>', 'where the team talks')
    .option('--producer <service...>', 'who writes')
    .option('--consumer <service...>', 'who reads')
    .addOption(rootOption())
    .option('--yes', 'ask nothing');
}

interface CommonOptions {
  readonly purpose?: string | undefined;
  readonly owner?: string | undefined;
  readonly onCall?: string | undefined;
  readonly channel?: string | undefined;
  readonly producer?: string[] | undefined;
  readonly consumer?: string[] | undefined;
  readonly root: string;
  readonly yes?: boolean | undefined;
}

async function add(
  kind: Kind,
  own: Readonly<Record<string, string | undefined>>,
  meant: boolean,
  options: CommonOptions,
): Promise<void> {
  const { purpose, owner, onCall, channel, producer, consumer, root, yes } = options;
  const single = Object.entries({ ...own, purpose, owner, onCall, channel });
  const given: Answers = Object.fromEntries([
    ...single.flatMap(([key, value]) => (value === undefined ? [] : [[key, [value]]])),
    ...(producer === undefined ? [] : [['producers', producer]]),
    ...(consumer === undefined ? [] : [['consumers', consumer]]),
  ]);
  const talks = yes !== true && process.stdin.isTTY && process.stdout.isTTY;
  const dialogue = talks ? { input: process.stdin, output: process.stdout } : undefined;
  const result = await runNew({ root, today: today(), kind, given, meant, dialogue });
  if ('done' in result) process.stdout.write(result.done);
  else {
    process.stderr.write(result.refused);
    process.exitCode = 1;
  }
}

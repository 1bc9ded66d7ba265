import { Command, Option } from '@commander-js/extra-typings';
import { codeHosts } from './init/ci-files.ts';
import { exampleFiles } from './init/example.ts';
import { runInit } from './init/run-init.ts';
import type { Answers } from './new/questions.ts';
import { ownPackage } from './package.ts';
import { today } from './report.ts';

const examples = `
Examples:
  $ workstreams init                               asks on a terminal
  $ workstreams init streams --env qa --env eu-prod --env us-prod --production eu-prod --production us-prod \\
      --system shop --topic order-placed --purpose 'A customer placed an order' --owner shop --yes
  $ workstreams init tour --example --yes          with the five systems of the engine's own repository
  $ workstreams init --ci github                   in a stack that exists: only the recipes of CI, docs/ci.md

What is written passes every rule in every environment; otherwise nothing is written. Files that are there stay:
package.json and .gitignore get what they lack, and recipes of CI are not written over.`;

export function initCommand() {
  return new Command('init')
    .argument('[folder]', 'where the stack is to be', '.')
    .option('--env <name...>', 'environments, in the order in which a change passes them')
    .option('--production <name...>', 'which of them are production, or none')
    .option('--segment <environment.name=value...>', 'what a segment of names is there: eu-prod.region=eu')
    .option('--tenant <id...>', 'whose topics there are, where names have {tenant}', ['main'])
    .option('--system <id>', 'the first system')
    .option(
      '--naming <naming>',
      'how it names topics: a template, or namespaced, dotted-prefix, flat, queues',
    )
    .option('--context <name>', 'its first bounded context')
    .option('--class <class>', 'of the first topic: evt, cmd, work, …')
    .option('--topic <name>', 'the first topic')
    .option('--purpose <sentence>', 'what the system is for')
    .option('--topic-purpose <sentence>', 'what the first topic is for')
    .option('--key <field>', 'the field that is the key')
    .option('--owner <team>', 'the team that owns it')
    .option('--on-call <rotation>', 'who is called at night')
    .option('--channel <channel>', 'where the team talks')
    .option('--producer <service...>', 'who writes, <id>=<what it does>')
    .option('--consumer <service...>', 'who reads, <id>=<what it does>')
    .addOption(
      new Option(
        '--ci <host>',
        'whose recipes of CI are written; alone, it adds them to a stack that exists',
      ).choices(codeHosts),
    )
    .addOption(
      new Option('--example', 'take five systems in four environments along').conflicts([
        ...['env', 'production', 'segment', 'system', 'naming', 'context', 'class', 'topic', 'purpose'],
        ...['topicPurpose', 'key', 'owner', 'onCall', 'channel', 'producer', 'consumer'],
      ]),
    )
    .option('--yes', 'ask nothing')
    .addHelpText('after', examples)
    .action(
      async (folder, { env, production, producer, consumer, segment, tenant, example, yes, ...one }) => {
        const lists = { environments: env, production, producers: producer, consumers: consumer };
        const given: Answers = Object.fromEntries([
          ...Object.entries(one).map(([key, value]) => [key, [value]]),
          ...Object.entries(lists).filter(([, value]) => value !== undefined),
        ]);
        const talks = yes !== true && process.stdin.isTTY && process.stdout.isTTY;
        const result = await runInit({
          folder,
          today: today(),
          engine: ownPackage(),
          given,
          segments: segment ?? [],
          tenants: tenant,
          example: example === true ? exampleFiles : undefined,
          dialogue: talks ? { input: process.stdin, output: process.stdout } : undefined,
        });
        if ('done' in result) process.stdout.write(result.done);
        else {
          process.stderr.write(result.refused);
          process.exitCode = 1;
        }
      },
    );
}

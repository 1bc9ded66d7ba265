import { Command } from '@commander-js/extra-typings';
import { replayCancelCommand, replayPauseCommand } from './replay/change.ts';
import { replayResumeCommand } from './replay/resume.ts';
import { replayListCommand, replayStatusCommand } from './replay/show.ts';
import { replayStartCommand } from './replay/start.ts';

export function replayCommand() {
  return new Command('replay')
    .addCommand(replayStartCommand().exitOverride())
    .addCommand(replayStatusCommand().exitOverride())
    .addCommand(replayPauseCommand().exitOverride())
    .addCommand(replayResumeCommand().exitOverride())
    .addCommand(replayCancelCommand().exitOverride())
    .addCommand(replayListCommand().exitOverride())
    .addHelpText(
      'after',
      `
start counts, and writes with --execute. Each message has the id of its session in x-replay-id. Kafka is reached by the
variables that manifests set (KAFKA_*).

Example:
  $ workstreams replay start --env prod --from-topic orders.placed.v1 --to orders.rebuilt.v1 --since 2026-03-01`,
    );
}

import type { deadLetters } from '../../../runtime/index.ts';
import { printable, visible } from '../../model/text/problem.ts';
import { textTable } from '../text-table.ts';

/** Seconds as people say them: `3d`, `5h`, `12m`, `40s`. */
function ageText(seconds: number): string {
  for (const [unit, length] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds >= 2 * length) return `${Math.floor(seconds / length)}${unit}`;
  return `${seconds}s`;
}

/** `2026-03-02 09:11:17` */
const shortTime = (time: string): string => time.slice(0, 19).replace('T', ' ');

/** Reasons are cut so that a line fits a terminal; JSON has them whole. */
const longestReason = 48;

export function listText(topics: readonly deadLetters.TopicLetters[]): string {
  const withLetters = topics.filter(({ open }) => open > 0);
  const silent = topics.length - withLetters.length;
  const parts = withLetters.map((one) => {
    const { team, onCall, channel } = one.owner;
    const table = textTable({
      head: ['CLASS', 'REASON', 'OPEN', 'VALID TODAY', 'AGE', 'FIRST SEEN', 'LAST SEEN'],
      right: [2, 3, 4],
      rows: one.groups.map(({ reason, ...group }) => [
        group.class,
        reason.length > longestReason ? `${reason.slice(0, longestReason - 1)}…` : reason,
        String(group.count),
        group.valid === null ? '?' : String(group.valid),
        ageText(group.oldestSeconds),
        shortTime(group.firstSeen),
        shortTime(group.lastSeen),
      ]),
    });
    const unfinished =
      one.unfinished === undefined
        ? ''
        : `${one.unfinished.action} of ${one.unfinished.by}, begun ${shortTime(one.unfinished.begunAt)}, runs now or was killed\n`;
    return `${printable(`${one.topic}: ${one.open} open, owner ${team} (${onCall}, ${channel})`)}\n${printable(unfinished.trimEnd())}${unfinished === '' ? '' : '\n'}${table}`;
  });
  const rest = `${silent} ${silent === 1 ? 'topic has' : 'topics have'} no open dead letters\n`;
  return [...parts, ...(silent > 0 ? [rest] : [])].join('\n');
}

export function showText(letters: readonly deadLetters.ShownLetter[]): string {
  if (letters.length === 0) return 'no open dead letter is like that\n';
  return letters
    .map((one) => {
      const headers = Object.entries(one.headers).map(
        ([name, value]) => `  ${printable(`${name}: ${value}`)}\n`,
      );
      const value =
        one.value === undefined
          ? '  it cannot be read as JSON\n'
          : JSON.stringify(one.value, undefined, 2)
              .split('\n')
              .map((line) => `  ${visible(line)}\n`)
              .join('');
      return [
        `${one.partition}:${one.offset}  ${one.timestamp}  ${printable(`key ${one.key ?? '(none)'}`)}\n`,
        `  ${printable(`${one.class}: ${one.reason}`)}\n`,
        `  ${one.invalid === undefined ? "today's schema takes it" : printable(`not valid today: ${one.invalid}`)}\n`,
        ...(one.redriven > 0 ? [`  redriven ${one.redriven} times\n`] : []),
        ...['headers\n', ...headers, 'value\n', value],
      ].join('');
    })
    .join('\n');
}

export function dryRunText({ redriven, refusals, samples }: deadLetters.DryRun): string {
  const shown = samples.map((one) => {
    const lines = one.differences.map(({ path, before, after }) => {
      const at = path === '' ? 'value' : printable(path);
      const text = (value: unknown) => printable(JSON.stringify(value) ?? 'nothing');
      return [
        ...(before === undefined ? [] : [`  - ${at}: ${text(before)}\n`]),
        ...(after === undefined ? [] : [`  + ${at}: ${text(after)}\n`]),
      ].join('');
    });
    const said =
      one.refused === undefined
        ? lines.length === 0
          ? ['  unchanged\n']
          : lines
        : [`  stays: ${printable(one.refused)}\n`];
    return `${one.partition}:${one.offset}  ${printable(`key ${one.key ?? '(none)'}`)}\n${said.join('')}`;
  });
  return [
    ...(shown.length === 0 ? [] : [shown.join(''), '\n']),
    `would be redriven: ${redriven}\n`,
    refusalText(refusals),
    'nothing was written: --execute --reason <text> does it\n',
  ].join('');
}

/** `would stay` and `stayed` are told alike. */
function refusalText(refusals: Readonly<Record<string, number>>): string {
  return Object.entries(refusals)
    .sort(([, a], [, b]) => b - a)
    .map(([why, count]) => `stays open: ${count}, ${printable(why)}\n`)
    .join('');
}

const ends = {
  done: '',
  most: 'more are open: it ended at --max\n',
  stopped: 'it was stopped: run it again for the rest, nothing is done twice\n',
} as const;

export function sessionText({
  session,
  refusals,
  end,
  unfinished,
  unseen,
}: deadLetters.SessionResult): string {
  const counts = (['redriven', 'archived', 'discarded'] as const)
    .filter((as) => session[as] > 0)
    .map((as) => `${as}: ${session[as]}\n`);
  return [
    ...(counts.length === 0 ? ['nothing was done\n'] : counts),
    refusalText(refusals),
    ends[end],
    ...(unfinished === undefined
      ? []
      : [`the record of ${unfinished.action} ${unfinished.id}, which was ended before, is written now\n`]),
    ...(unseen === undefined ? [] : [`${printable(unseen)}\n`]),
    `session ${session.id}\n`,
  ].join('');
}

import type { deadLetters } from '../../../runtime/index.ts';
import { printable } from '../../model/text/problem.ts';
import { carriedOf } from '../../policies/carried-contract.ts';
import { today } from '../report.ts';
import { resolvedProject } from '../resolved-project.ts';
import { runtime } from '../runtime.ts';

type Place = deadLetters.Place;

interface Asked {
  readonly env?: string | undefined;
  readonly client?: string | undefined;
  readonly root: string;
  readonly topic?: string | undefined;
  readonly system?: string | undefined;
}

interface SelectionOptions {
  readonly class?: string[];
  readonly failedWith?: string;
  readonly key?: string;
  readonly since?: number;
  readonly until?: number;
  readonly where?: string;
  readonly only?: 'valid' | 'invalid';
  readonly at?: string[];
}

/** The topics that a command is about; undefined where standard error says what is wrong, with the exit code 1. */
export function placesFor({ env, client, root, topic, system }: Asked): readonly Place[] | undefined {
  const read = env === undefined ? undefined : resolvedProject({ root, today: today(), environments: [env] });
  const resolved = read?.environments[0];
  if (env !== undefined && (read === undefined || resolved === undefined)) return undefined;
  const { placesOf } = runtime().deadLetters;
  const places = placesOf({
    ...{ variables: process.env, clientFile: client, topic, system },
    carried:
      read === undefined || resolved === undefined ? undefined : carriedOf(read.project.catalog, resolved),
  });
  if (places.ok) return places.value;
  return refuse(places.problems.join('\n'));
}

/** The one topic that a command is about. */
export function onePlace(asked: Asked): Place | undefined {
  const places = placesFor(asked);
  if (places === undefined) return undefined;
  const [place, other] = places;
  if (other === undefined) return place;
  const names = places.map(({ contract }) => contract.topic).join(', ');
  return refuse(`name one topic with --topic: ${names}`);
}

/** @throws ExpressionError where the expression is wrong */
export function selectionOf(options: SelectionOptions): deadLetters.Selection {
  const { Expression } = runtime().deadLetters;
  const { class: classes, failedWith, key, since, until, where, only, at } = options;
  return {
    ...(classes === undefined ? {} : { classes }),
    ...(failedWith === undefined ? {} : { failedWith }),
    ...(key === undefined ? {} : { key }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(where === undefined ? {} : { where: new Expression(where) }),
    ...(only === undefined ? {} : { valid: only === 'valid' }),
    ...(at === undefined ? {} : { places: at }),
  };
}

/** The selection as options, as an audit record has it. */
export function filterText({ since, until, ...options }: SelectionOptions): string {
  const times = [
    ...(since === undefined ? [] : [`--since ${new Date(since).toISOString()}`]),
    ...(until === undefined ? [] : [`--until ${new Date(until).toISOString()}`]),
  ];
  const { class: classes, failedWith, key, where, only, at } = options;
  // A key may be personal data: that there was one is enough.
  const others = Object.entries({
    class: classes?.join(' '),
    'failed-with': failedWith,
    where,
    only,
    at: at?.join(' '),
  });
  return [
    ...others.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
    ...(key === undefined ? [] : ['--key …']),
    ...times,
  ].join(' ');
}

/** Runs what asks brokers: what operators must know is told in a sentence, with the exit code 1. */
export async function told(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!runtime().deadLetters.isForOperators(error)) throw error;
    refuse(error.message);
  }
}

export function refuse(message: string): undefined {
  process.stderr.write(`${message.split('\n').map(printable).join('\n')}\n`);
  process.exitCode = 1;
  return undefined;
}

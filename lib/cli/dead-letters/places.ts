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

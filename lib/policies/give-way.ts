import { compare } from '../model/text/problem.ts';
import type { TopicClass } from '../model/topic-class.ts';
import type { Demand } from './demand.ts';

/**
 * Classes by what is lost with them, least first. Logs and measurements can be sampled, answers asked for again, rows
 * read from their database again; signals and intents can be repeated by who sent them; facts and audit records
 * stand nowhere else. Topics for retries and dead letters go with their source.
 */
const worth: readonly TopicClass[] = [
  'log',
  'met',
  'qrs',
  'cdc',
  'ctl',
  'rty',
  'dlt',
  'cmd',
  'work',
  'evt',
  'aud',
];

/** A topic that would have to give way, and what is still too much after it has. */
export interface GivenWay {
  readonly demand: Demand;
  /** What it frees, with its retries and dead letters. */
  readonly frees: number;
  /** What is still above the budget then; 0 where it is enough. */
  readonly stillOver: number;
}

/**
 * Who gives way where a budget is exceeded, in the order in which they are asked, until it is kept: topics that are
 * not critical before those that are; among them the class whose loss costs least first; in a class the topic that
 * frees most first; equals by name. It is an order for people who must decide, and nothing is removed by it.
 * @param over how much is above the budget; no one gives way at 0 or below
 * @param freed what a topic would free of it
 */
export function givingWay(
  demands: readonly Demand[],
  over: number,
  freed: (demand: Demand) => number,
): GivenWay[] {
  const asked = [...demands]
    .filter((one) => freed(one) > 0)
    .sort(
      (a, b) =>
        Number(a.critical) - Number(b.critical) ||
        worth.indexOf(a.class) - worth.indexOf(b.class) ||
        freed(b) - freed(a) ||
        compare(a.topic, b.topic),
    );
  const given: GivenWay[] = [];
  let left = over;
  for (const demand of asked) {
    if (left <= 0) break;
    left -= freed(demand);
    given.push({ demand, frees: freed(demand), stillOver: Math.max(0, left) });
  }
  return given;
}

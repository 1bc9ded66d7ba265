import type { CarriedTopic } from '../model/carried-topic.ts';
import { secondsOf } from '../model/text/duration.ts';
import type { ResolvedFamily } from './resolved-topic.ts';

/** What programs beside Kafka know of a contract's topic. */
export function carriedTopic({ contract, source, retries, deadLetter }: ResolvedFamily): CarriedTopic {
  const { tiers = [], attempts = 1 } = contract.terms.retry ?? {};
  return {
    topic: source.name.value,
    retries: retries.flatMap(({ name }, at) => {
      const delay = tiers[at];
      return delay === undefined ? [] : [{ topic: name.value, delay: secondsOf(delay) }];
    }),
    ...(deadLetter === undefined ? {} : { deadLetter: deadLetter.name.value }),
    attempts,
  };
}

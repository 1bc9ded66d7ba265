import { PartitionFetcher } from '../kafka/partition-fetcher.ts';
import { Journal } from '../operations/journal.ts';
import { ValueCodec } from '../operations/value-codec.ts';
import { type Letter, letterOf } from './letter.ts';
import type { Place } from './place.ts';
import { Progress } from './progress.ts';
import { isSelected, type Selection } from './selection.ts';

/** The dead letters of a topic that are not settled, up to the end that it has now. */
export class OpenLetters {
  readonly progress: Progress;
  readonly codec: ValueCodec;
  /** Undefined: the system has none. */
  readonly journal: Journal | undefined;
  readonly fetcher: PartitionFetcher;
  readonly #place: Place;

  private constructor(
    place: Place,
    fetcher: PartitionFetcher,
    parts: { progress: Progress; codec: ValueCodec; journal: Journal | undefined },
  ) {
    this.#place = place;
    this.fetcher = fetcher;
    this.progress = parts.progress;
    this.codec = parts.codec;
    this.journal = parts.journal;
  }

  /**
   * @param known the journal, where it was read already
   * @throws BrokerError where the dead letters or the journal cannot be read
   */
  static async of(place: Place, known?: Journal): Promise<OpenLetters> {
    const { client, contract, ids, letters, operations } = place;
    const report = operations?.journal;
    const journal = known ?? (report === undefined ? undefined : await Journal.read(client, report));
    const fetcher = new PartitionFetcher(client);
    try {
      const progress = await Progress.of(letters, fetcher, journal);
      return new OpenLetters(place, fetcher, { progress, codec: new ValueCodec(contract, ids), journal });
    } catch (error) {
      await fetcher.close();
      throw error;
    }
  }

  /** Those that are selected, partition by partition in their order. */
  async *selected(selection: Selection): AsyncGenerator<Letter> {
    const { contract, letters } = this.#place;
    const { since } = selection;
    for await (const delivery of this.fetcher.scan(letters, since === undefined ? {} : { since })) {
      if (this.progress.isSettled(delivery.partition, delivery.offset)) continue;
      const letter = letterOf(delivery, contract, this.codec);
      if (await isSelected(letter, selection)) yield letter;
    }
  }

  async close(): Promise<void> {
    await this.fetcher.close();
  }
}

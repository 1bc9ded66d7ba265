import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { CarriedTopic } from '../../lib/model/carried-topic.ts';

/** What the metrics say of one retry topic, as far as this member has its partitions. */
export interface TierState {
  readonly topic: string;
  /** Messages that are there and not dispatched. */
  readonly waiting: number;
  /** Seconds that the latest of them is behind its time; 0 where none is. */
  readonly behind: number;
}

/** The counters and gauges of a dispatcher; every series is there from the start, with 0. */
export class DispatcherMetrics {
  readonly registry = new Registry();
  readonly #dispatched: Counter<'topic'>;
  readonly #deadLetters: Counter<'topic'>;
  readonly #failures: Counter<'topic'>;

  /** @param state asked at each scrape */
  constructor(topics: readonly CarriedTopic[], state: () => readonly TierState[]) {
    const registers = [this.registry];
    const labelNames = ['topic'] as const;
    collectDefaultMetrics({ register: this.registry });
    this.#dispatched = new Counter({
      ...{ registers, labelNames, name: 'workstreams_dispatcher_messages_total' },
      help: 'Messages of a retry topic that were written back to their primary topic.',
    });
    this.#deadLetters = new Counter({
      ...{ registers, labelNames, name: 'workstreams_dispatcher_dead_letters_total' },
      help: 'Messages of a retry topic that were written to the dead letter topic.',
    });
    this.#failures = new Counter({
      ...{ registers, labelNames, name: 'workstreams_dispatcher_write_failures_total' },
      help: 'Writes for a primary topic that failed and are tried again.',
    });
    const gauge = (name: string, help: string, of: (tier: TierState) => number) =>
      new Gauge({
        ...{ registers, labelNames, name, help },
        collect() {
          this.reset();
          for (const tier of state()) this.set({ topic: tier.topic }, of(tier));
        },
      });
    gauge(
      'workstreams_dispatcher_waiting_messages',
      'Messages in a retry topic that are not dispatched, in the partitions of this replica.',
      ({ waiting }) => waiting,
    );
    gauge(
      'workstreams_dispatcher_behind_seconds',
      'Seconds that the most late message of a retry topic is behind its time.',
      ({ behind }) => behind,
    );
    for (const { topic, retries } of topics) {
      this.#failures.inc({ topic }, 0);
      for (const retry of retries) {
        this.#dispatched.inc({ topic: retry.topic }, 0);
        this.#deadLetters.inc({ topic: retry.topic }, 0);
      }
    }
  }

  /** @param topic retry topic that they were in */
  dispatched(topic: string): void {
    this.#dispatched.inc({ topic });
  }

  /** @param topic retry topic that it was in */
  deadLettered(topic: string): void {
    this.#deadLetters.inc({ topic });
  }

  /** @param topic primary topic */
  failed(topic: string): void {
    this.#failures.inc({ topic });
  }
}

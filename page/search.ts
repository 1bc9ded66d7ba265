import MiniSearch from 'minisearch';
import type { CatalogPage, TopicHead } from '../lib/reports/catalog/model.ts';
import { readersOf, writersOf } from './clients.ts';

/** What lists are narrowed by, beside words. */
export const facets = ['system', 'class', 'environment', 'classification', 'owner'] as const;
export type Facet = (typeof facets)[number];

/** The values that are wanted of each; none wanted is all. */
export type Wanted = Readonly<Record<Facet, readonly string[]>>;

export interface Found {
  /** Topics, the best first; in the order of the catalogue where no words were asked for. */
  readonly topics: readonly number[];
  /** How many there would be of each value, were it the only one wanted of its facet. */
  readonly counts: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
}

/** Values of a topic by facet. */
function valuesOf(page: CatalogPage, topic: TopicHead): Readonly<Record<Facet, readonly string[]>> {
  const [system = '', , topicClass = ''] = topic.id.split('/');
  return {
    system: [system],
    class: [topicClass],
    environment: topic.environments.map((index) => page.environments[index]?.name ?? ''),
    classification: [topic.classification],
    owner: [topic.owner],
  };
}

/** Words of the catalogue, looked up by how they begin and, where long, nearly. */
export class TopicSearch {
  readonly #page: CatalogPage;
  readonly #values: readonly Readonly<Record<Facet, readonly string[]>>[];
  readonly #names: readonly string[];
  readonly #index = new MiniSearch<{ id: number }>({
    fields: ['name', 'owner', 'services', 'purpose', 'words'],
    tokenize: wordsIn,
    searchOptions: {
      tokenize: wordsIn,
      combineWith: 'AND',
      boost: { name: 6, owner: 2, services: 2 },
      prefix: true,
      fuzzy: (word) => (word.length > 6 ? 2 : word.length > 4 ? 1 : false),
      maxFuzzy: 2,
    },
  });
  #ready = false;

  constructor(page: CatalogPage) {
    this.#page = page;
    this.#values = page.topics.map((topic) => valuesOf(page, topic));
    this.#names = page.topics.map(({ name }) => name.toLowerCase());
  }

  /** Makes the index, giving way to the reader in between: names are found before it is ready. */
  async build(): Promise<void> {
    const { topics, systems, words } = this.#page;
    const services = new Map(systems.map((system) => [system.id, system.services.map(({ id }) => id)]));
    const documents = topics.map((topic, id) => {
      const [system = '', context = ''] = topic.id.split('/');
      const names = [...writersOf(topic), ...readersOf(topic)].map(
        (one) => services.get(system)?.[one] ?? '',
      );
      return {
        id,
        name: `${topic.name} ${context} ${topic.id.split('/')[3] ?? ''}`,
        owner: topic.owner,
        services: `${system} ${names.join(' ')}`,
        purpose: topic.purpose,
        words: words[topic.words] ?? '',
      };
    });
    await this.#index.addAllAsync(documents, { chunkSize: 250 });
    this.#ready = true;
  }

  find(query: string, wanted: Wanted): Found {
    const matches = this.#matching(query);
    const counts = Object.fromEntries(facets.map((facet) => [facet, new Map<string, number>()])) as Record<
      Facet,
      Map<string, number>
    >;
    const topics: number[] = [];
    const asked = facets.filter((facet) => wanted[facet].length > 0);
    for (const index of matches) {
      const values = this.#values[index];
      if (values === undefined) continue;
      const missed = asked.filter((facet) => !wanted[facet].some((one) => values[facet].includes(one)));
      if (missed.length === 0) topics.push(index);
      for (const facet of facets) {
        if (missed.some((one) => one !== facet)) continue;
        for (const value of values[facet]) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
      }
    }
    return { topics, counts };
  }

  #matching(query: string): readonly number[] {
    const words = wordsIn(query);
    if (words.length === 0) return [...this.#names.keys()];
    // One letter begins most words: that is no search yet.
    if (!this.#ready || words.every((word) => word.length === 1)) {
      const text = query.trim().toLowerCase();
      return [...this.#names.keys()].filter((index) => this.#names[index]?.includes(text));
    }
    return this.#index.search(query).map(({ id }) => id as number);
  }
}

function wordsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

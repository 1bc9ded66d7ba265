import { useEffect, useState } from 'preact/hooks';
import type {
  CatalogPage,
  EnvironmentPart,
  TopicDetail,
  TopicHead,
  TopicPart,
} from '../lib/reports/catalog/model.ts';

/** What lists, filters and search need; read once. */
export const catalog = JSON.parse(textOf('catalog')) as CatalogPage;

/** A topic's place in the catalogue, by its id. */
export const placeOfTopic: ReadonlyMap<string, number> = new Map(
  catalog.topics.map(({ id }, index) => [id, index]),
);

/** The parts of an address: `executions/execution/evt/execution_events/v1`. */
export function addressOf({ id }: TopicHead) {
  const [system = '', context = '', topicClass = '', topic = '', version = ''] = id.split('/');
  return { system, context, topicClass, topic, version };
}

const parts = new Map<string, Promise<unknown>>();

/** A compressed part of the page, opened once. */
function part<T>(id: string): Promise<T> {
  const known = parts.get(id);
  if (known !== undefined) return known as Promise<T>;
  const opened = unpack(textOf(id)).then((text) => JSON.parse(text) as T);
  parts.set(id, opened);
  return opened;
}

async function unpack(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

function textOf(id: string): string {
  const text = document.getElementById(id)?.textContent;
  if (text === undefined || text === null) throw new Error(`this page has no part ${id}`);
  return text;
}

/** What is loaded; undefined until it is. */
function useLoaded<T>(load: () => Promise<T>, key: string): T | undefined {
  const [loaded, setLoaded] = useState<{ key: string; value: T }>();
  useEffect(() => {
    let wanted = true;
    const open = async () => {
      const value = await load();
      if (wanted) setLoaded({ key, value });
    };
    void open();
    return () => {
      wanted = false;
    };
  }, [key]);
  return loaded?.key === key ? loaded.value : undefined;
}

/** A topic in full, with the part that it lies in. */
export function useTopicDetail(index: number): { detail: TopicDetail; part: TopicPart } | undefined {
  const inPart = catalog.topicsInPart;
  return useLoaded(async () => {
    const own = await part<TopicPart>(`topics-${Math.floor(index / inPart)}`);
    const detail = own.topics[index % inPart];
    return detail && { detail, part: own };
  }, `topic ${index}`);
}

/** Environments in full, by index, in the order asked for. */
export function useEnvironments(indices: readonly number[]): readonly EnvironmentPart[] | undefined {
  return useLoaded(
    () => Promise.all(indices.map((index) => part<EnvironmentPart>(`environment-${index}`))),
    indices.join(' '),
  );
}

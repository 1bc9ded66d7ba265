import { useEffect, useMemo, useState } from 'preact/hooks';
import { addressOf, catalog } from '../data.ts';
import { useNarrow } from '../parts/narrow.ts';
import { ClassTag, Notice } from '../parts/pieces.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { linkTo, replaceRoute, type Route, withQuery } from '../route.ts';
import { type Facet, facets, TopicSearch, type Wanted } from '../search.ts';

const search = new TopicSearch(catalog);
const indexed = new Promise<void>((done) => setTimeout(done, 0)).then(() => search.build());

const titles: Readonly<Record<Facet, string>> = {
  system: 'System',
  class: 'Class',
  environment: 'Environment',
  classification: 'Classification',
  owner: 'Owner',
};

export function TopicsView({ route }: { route: Route }) {
  const query = route.query.get('q') ?? '';
  const [ready, setReady] = useState(false);
  useEffect(() => void indexed.then(() => setReady(true)), []);
  const wanted = wantedBy(route);
  const filters = facets.map((facet) => wanted[facet].join(',')).join(' ');
  const found = useMemo(() => search.find(query, wanted), [query, filters, ready]);
  const rowHeight = useNarrow() ? 92 : 60;
  const count = found.topics.length;
  const asked = facets.some((facet) => wanted[facet].length > 0) || query !== '';
  return (
    <div class="topics">
      <Filters route={route} wanted={wanted} counts={found.counts} />
      <section aria-labelledby="heading">
        <div class="list-head">
          <h1 id="heading" tabIndex={-1}>
            Topics
          </h1>
          <p role="status" data-ready={ready}>
            {count === catalog.topics.length ? `${count}` : `${count} of ${catalog.topics.length}`}
          </p>
          {asked && (
            <a class="clear" href="#/">
              Clear all
            </a>
          )}
        </div>
        {count === 0 ? (
          <p class="empty">
            No topic has all of this. Try fewer words, or <a href="#/">begin again</a>.
          </p>
        ) : (
          <VirtualList
            count={count}
            rowHeight={rowHeight}
            label="Topics"
            identity={`${query} ${filters}`}
            row={(index) => <Row index={found.topics[index] ?? 0} />}
          />
        )}
      </section>
    </div>
  );
}

function Row({ index }: { index: number }) {
  const topic = catalog.topics[index];
  if (topic === undefined) return undefined;
  const { system, topicClass } = addressOf(topic);
  return (
    <div class="row">
      <div class="row-name">
        <a href={linkTo(['topic', ...topic.id.split('/')])}>{topic.name}</a>
        <p dir="auto">{topic.purpose}</p>
      </div>
      <span class="row-class">
        <ClassTag of={topicClass} />
      </span>
      <span class="row-system">
        {system}
        <small>{topic.owner}</small>
      </span>
      <span class="row-notices">
        {topic.state !== 'active' && <Notice tone="warn">{topic.state}</Notice>}
        {topic.pii === 'high' && <Notice tone="warn">PII</Notice>}
        <Notice tone="calm">{topic.classification}</Notice>
      </span>
      <span class="row-environments">
        {catalog.environments.map(({ name }, place) => {
          const isIn = topic.environments.includes(place);
          return (
            <abbr key={name} class={isIn ? 'in' : 'out'} title={isIn ? `in ${name}` : `not in ${name}`}>
              {name.slice(0, 1)}
            </abbr>
          );
        })}
      </span>
    </div>
  );
}

interface FiltersProps {
  readonly route: Route;
  readonly wanted: Wanted;
  readonly counts: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
}

/** Values of a facet that are shown before one asks for all. */
const fewValues = 8;

function Filters({ route, wanted, counts }: FiltersProps) {
  const narrow = useNarrow();
  const chosen = facets.reduce((sum, facet) => sum + wanted[facet].length, 0);
  return (
    <details class="filters" open={!narrow}>
      <summary>Filters{chosen > 0 ? ` (${chosen})` : ''}</summary>
      {facets.map((facet) => (
        <FacetBox key={facet} facet={facet} route={route} wanted={wanted} counts={counts[facet]} />
      ))}
    </details>
  );
}

interface FacetProps {
  readonly facet: Facet;
  readonly route: Route;
  readonly wanted: Wanted;
  readonly counts: ReadonlyMap<string, number>;
}

function FacetBox({ facet, route, wanted, counts }: FacetProps) {
  const [all, setAll] = useState(false);
  const values = allValues[facet];
  const shown = all
    ? values
    : values.filter((one, index) => index < fewValues || wanted[facet].includes(one));
  const toggle = (value: string) => {
    const chosen = wanted[facet].includes(value)
      ? wanted[facet].filter((one) => one !== value)
      : [...wanted[facet], value];
    replaceRoute(withQuery({ path: [], query: route.query }, { [facet]: chosen.join(',') }));
  };
  return (
    <fieldset>
      <legend>{titles[facet]}</legend>
      {shown.map((value) => (
        <label key={value} class={counts.has(value) ? '' : 'none'}>
          <input type="checkbox" checked={wanted[facet].includes(value)} onChange={() => toggle(value)} />
          <span>{facet === 'class' ? <ClassTag of={value} /> : value}</span>
          <small>{counts.get(value) ?? 0}</small>
        </label>
      ))}
      {values.length > shown.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          All {values.length}
        </button>
      )}
    </fieldset>
  );
}

/** Every value of each facet, those of most topics first; environments as the catalogue has them. */
const allValues: Readonly<Record<Facet, readonly string[]>> = (() => {
  const { counts } = search.find('', wantedBy({ path: [], query: new URLSearchParams() }));
  const byCount = (facet: Facet) => [...counts[facet]].sort((a, b) => b[1] - a[1]).map(([value]) => value);
  return {
    system: byCount('system'),
    class: byCount('class'),
    environment: catalog.environments.map(({ name }) => name),
    classification: byCount('classification'),
    owner: byCount('owner'),
  };
})();

function wantedBy({ query }: Route): Wanted {
  return Object.fromEntries(
    facets.map((facet) => [facet, (query.get(facet) ?? '').split(',').filter((one) => one !== '')]),
  ) as unknown as Wanted;
}

import { useMemo } from 'preact/hooks';
import { type Comparison, compareEnvironments, type Difference, type PresentTopic } from '../compare.ts';
import { catalog, useEnvironments } from '../data.ts';
import { Scroll, Waiting } from '../parts/pieces.tsx';
import { linkTo, type Route, withQuery } from '../route.ts';

/** `#/differences?from=staging&to=prod` */
export function DifferencesView({ route }: { route: Route }) {
  const names = catalog.environments.map(({ name }) => name);
  const chosen = (key: string, otherwise: number) => {
    const place = names.indexOf(route.query.get(key) ?? '');
    return place < 0 ? Math.max(0, otherwise) : place;
  };
  const from = chosen('from', names.length - 2);
  const to = chosen('to', names.length - 1);
  const parts = useEnvironments([from, to]);
  return (
    <section class="differences" aria-labelledby="heading">
      <div class="list-head">
        <h1 id="heading" tabIndex={-1}>
          Differences
        </h1>
        <Choice
          label="From"
          value={from}
          onChoose={(name) => withQuery(route, { from: name, to: names[to] ?? '' })}
        />
        <span aria-hidden="true">→</span>
        <Choice
          label="To"
          value={to}
          onChoose={(name) => withQuery(route, { to: name, from: names[from] ?? '' })}
        />
        <a class="clear" href={withQuery(route, { from: names[to] ?? '', to: names[from] ?? '' })}>
          Swap
        </a>
      </div>
      {parts?.[0] === undefined || parts[1] === undefined ? (
        <Waiting />
      ) : (
        <Compared from={{ index: from, part: parts[0] }} to={{ index: to, part: parts[1] }} />
      )}
    </section>
  );
}

function Choice({
  label,
  value,
  onChoose,
}: {
  label: string;
  value: number;
  onChoose: (name: string) => string;
}) {
  return (
    <label class="choose">
      <span>{label}</span>
      <select
        value={catalog.environments[value]?.name}
        onChange={(event) => (location.hash = onChoose(event.currentTarget.value))}
      >
        {catalog.environments.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

type Side = Parameters<typeof compareEnvironments>[1];

function Compared({ from, to }: { from: Side; to: Side }) {
  const comparison = useMemo(
    () => compareEnvironments(catalog, from, to),
    [from.index, to.index, from.part, to.part],
  );
  const [was, is] = [from, to].map(({ index }) => catalog.environments[index]?.name ?? '');
  const { facts, onlyFrom, onlyTo, settings } = comparison;
  if (facts.length + onlyFrom.length + onlyTo.length + settings.length === 0) {
    return <p class="empty">Nothing differs.</p>;
  }
  return (
    <>
      <Environments facts={facts} was={was ?? ''} is={is ?? ''} />
      <Only title={`Only in ${was}`} topics={onlyFrom} />
      <Only title={`Only in ${is}`} topics={onlyTo} />
      <h2>Settings of topics that are in both</h2>
      {settings.length === 0 && <p class="aside">None differs.</p>}
      <ul class="differences-list">
        {settings.map((difference) => (
          <One key={`${difference.setting} ${difference.from} ${difference.to}`} of={difference} />
        ))}
      </ul>
    </>
  );
}

function Environments({ facts, was, is }: { facts: Comparison['facts']; was: string; is: string }) {
  if (facts.length === 0) return undefined;
  return (
    <>
      <h2>The environments themselves</h2>
      <Scroll label="The environments themselves">
        <table>
          <thead>
            <tr>
              <th>What</th>
              <th>{was}</th>
              <th>{is}</th>
            </tr>
          </thead>
          <tbody>
            {facts.map(({ name, from, to }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{from}</td>
                <td>{to}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

/** More names than this are not read. */
const mostNames = 200;

function Only({ title, topics }: { title: string; topics: readonly PresentTopic[] }) {
  if (topics.length === 0) return undefined;
  return (
    <details class="folded only">
      <summary>
        {title}: {topics.length} {topics.length === 1 ? 'topic' : 'topics'}
      </summary>
      <ul class="names">
        {topics.slice(0, mostNames).map(({ of, name }) => (
          <li key={name}>
            <a class="mono" href={linkTo(['topic', ...(catalog.topics[of]?.id.split('/') ?? []), 'names'])}>
              {name}
            </a>
          </li>
        ))}
        {topics.length > mostNames && <li>and {topics.length - mostNames} more</li>}
      </ul>
    </details>
  );
}

function One({ of: { setting, from, to, topics } }: { of: Difference }) {
  return (
    <li>
      <details>
        <summary>
          <b class="mono">{setting}</b>
          <span class="was">{from}</span>
          <span aria-label="becomes">→</span>
          <span class="is">{to}</span>
          <small>
            {topics.length} {topics.length === 1 ? 'topic' : 'topics'}
          </small>
        </summary>
        <ul class="names">
          {topics.slice(0, mostNames).map((topic) => (
            <li key={topic}>
              <a
                class="mono"
                href={linkTo(['topic', ...(catalog.topics[topic]?.id.split('/') ?? []), 'names'])}
              >
                {catalog.topics[topic]?.name}
              </a>
            </li>
          ))}
          {topics.length > mostNames && <li>and {topics.length - mostNames} more</li>}
        </ul>
      </details>
    </li>
  );
}

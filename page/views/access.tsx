import { useMemo } from 'preact/hooks';
import type { EnvironmentPart, Right } from '../../lib/reports/catalog/model.ts';
import { catalog, useEnvironments } from '../data.ts';
import { countText } from '../format.ts';
import { useNarrow } from '../parts/narrow.ts';
import { chosenEnvironment, EnvironmentSwitch, Waiting } from '../parts/pieces.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { namesIn, rightOf } from '../rights.ts';
import { linkTo, replaceRoute, type Route, withQuery } from '../route.ts';

const operations = ['Read', 'Write', 'Describe'] as const;

/** `#/access?env=prod&q=…&may=Read`: who may do what to which topic. */
export function AccessView({ route }: { route: Route }) {
  const chosen = chosenEnvironment(route);
  const loaded = useEnvironments([chosen]);
  const part = loaded?.[0];
  const query = route.query.get('q') ?? '';
  const may = operations.find((one) => one === route.query.get('may'));
  const by = route.query.get('by') === 'principal' ? 'principal' : 'topic';
  return (
    <section class="access" aria-labelledby="heading">
      <div class="list-head">
        <h1 id="heading" tabIndex={-1}>
          Access
        </h1>
        <EnvironmentSwitch route={route} chosen={chosen} />
      </div>
      <div class="tools">
        <input
          type="search"
          value={query}
          placeholder="Topic, principal, service or role"
          aria-label="Rights with these words"
          onInput={(event) => replaceRoute(withQuery(route, { q: event.currentTarget.value }))}
        />
        <nav class="switch" aria-label="Only those who may">
          <a href={withQuery(route, { may: '' })} aria-current={may === undefined ? 'true' : undefined}>
            all
          </a>
          {operations.map((one) => (
            <a
              key={one}
              href={withQuery(route, { may: one })}
              aria-current={may === one ? 'true' : undefined}
            >
              {one.toLowerCase()}
            </a>
          ))}
        </nav>
        <nav class="switch" aria-label="Order">
          <a href={withQuery(route, { by: '' })} aria-current={by === 'topic' ? 'true' : undefined}>
            by topic
          </a>
          <a
            href={withQuery(route, { by: 'principal' })}
            aria-current={by === 'principal' ? 'true' : undefined}
          >
            by principal
          </a>
        </nav>
      </div>
      {part === undefined ? (
        <Waiting />
      ) : (
        <Rights part={part} query={query} may={may} by={by} chosen={chosen} />
      )}
    </section>
  );
}

interface RightsProps {
  readonly part: EnvironmentPart;
  readonly query: string;
  readonly may: string | undefined;
  readonly by: 'topic' | 'principal';
  readonly chosen: number;
}

function Rights({ part, query, may, by, chosen }: RightsProps) {
  const narrow = useNarrow();
  const all = useMemo(() => {
    const names = namesIn(part);
    const rights = part.access.flatMap((entry) => rightOf(part, names, entry));
    return by === 'topic'
      ? rights
      : rights.sort((a, b) => order(a.principal.name, b.principal.name) || order(a.topic, b.topic));
  }, [part, by]);
  const topics = useMemo(
    () => new Map(part.families.flatMap(({ of, topics: own }) => own.map(({ name }) => [name, of] as const))),
    [part],
  );
  const found = useMemo(() => {
    const words = query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return all.filter((right) => {
      if (may !== undefined && !listed(right).includes(may)) return false;
      if (words.length === 0) return true;
      const text =
        `${right.topic} ${right.principal.name} ${right.principal.service} ${right.roles}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [all, query, may]);
  if (part.access.length === 0) {
    return (
      <p class="empty">
        {catalog.environments[chosen]?.name} has no authorizer: everyone who reaches the brokers may do
        everything.
      </p>
    );
  }
  return (
    <>
      <p class="aside" role="status">
        {countText(found.length)} {found.length === all.length ? '' : `of ${countText(all.length)} `}rights of{' '}
        {countText(part.principals.length)} principals, judged from the ACLs as the broker would
      </p>
      <VirtualList
        count={found.length}
        rowHeight={narrow ? 68 : 40}
        label="Rights"
        identity={`${chosen} ${query} ${may ?? ''} ${by}`}
        row={(index) => {
          const right = found[index];
          if (right === undefined) return undefined;
          const before = found[index - 1];
          const again =
            by === 'topic' ? before?.topic === right.topic : before?.principal === right.principal;
          return <RightRow right={right} of={topics.get(right.topic)} by={by} again={again} />;
        }}
      />
    </>
  );
}

interface RightRowProps {
  readonly right: Right;
  /** The topic's contract; undefined for a topic of no one's. */
  readonly of: number | undefined;
  readonly by: 'topic' | 'principal';
  /** The row above is about the same topic, or principal. */
  readonly again: boolean;
}

function RightRow({ right, of, by, again }: RightRowProps) {
  const id = of === undefined ? undefined : catalog.topics[of]?.id;
  const { principal, roles, topic } = right;
  const may = listed(right);
  const others = may.filter((one) => !operations.some((known) => known === one));
  const columns = [
    <span key="topic" class="row-topic">
      <a href={linkTo(['topic', ...(id?.split('/') ?? []), 'rights'])}>{topic}</a>
    </span>,
    <span key="principal" class="row-principal">
      {principal.name}
    </span>,
  ];
  return (
    <div class={again ? 'row row-right again' : 'row row-right'}>
      {by === 'topic' ? columns : columns.toReversed()}
      <span class="row-may">
        {operations.map((one) => (
          <abbr
            key={one}
            class={may.includes(one) ? 'in' : 'out'}
            title={may.includes(one) ? `may ${one}` : `may not ${one}`}
          >
            {one.slice(0, 1)}
          </abbr>
        ))}
        {others.length > 0 && (
          <abbr class="in" title={`may also ${others.join(', ')}`}>
            +{others.length}
          </abbr>
        )}
      </span>
      <span class="row-role">
        {roles === '' ? '—' : roles} <small>{principal.service}</small>
      </span>
    </div>
  );
}

/** The operations of a right, of which one may begin like another: Describe, DescribeConfigs. */
function listed({ operations: text }: Right): string[] {
  return text.split(', ');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { useEffect } from 'preact/hooks';
import type { EnvironmentPart } from '../../lib/reports/catalog/model.ts';
import { catalog, useEnvironments } from '../data.ts';
import { linkTo, replaceRoute, type Route } from '../route.ts';
import { Waiting } from '../parts/pieces.tsx';

const all = catalog.environments.map((_, index) => index);

/** `#/t/<topic>`: the short link of plans and alerts, by the name that Kafka knows. Leads to the topic's own place. */
export function NamedTopicView({ route }: { route: Route }) {
  const name = route.path[1] ?? '';
  const parts = useEnvironments(all);
  const link = parts === undefined ? undefined : placeOf(name, parts);
  useEffect(() => {
    if (link !== undefined) replaceRoute(link);
  }, [link]);
  if (parts === undefined || link !== undefined) return <Waiting />;
  return (
    <section>
      <h1 id="heading" tabIndex={-1}>
        No such topic
      </h1>
      <p>
        No environment of this catalogue has a topic <code>{name}</code>. It may be new, or gone.{' '}
        <a href={linkTo([], { q: name })}>Search for it</a>
      </p>
    </section>
  );
}

/** The topic's contract, in the first environment that has a topic of the name. */
function placeOf(name: string, parts: readonly EnvironmentPart[]): string | undefined {
  for (const [index, { families }] of parts.entries()) {
    const found = families.find(({ topics }) => topics.some((topic) => topic.name === name));
    const topic = found === undefined ? undefined : catalog.topics[found.of];
    if (topic !== undefined)
      return linkTo(['topic', ...topic.id.split('/')], { env: catalog.environments[index]?.name ?? '' });
  }
  return undefined;
}

import { useMemo } from 'preact/hooks';
import { readersOf, writersOf } from '../clients.ts';
import { addressOf, catalog } from '../data.ts';
import { flowAround } from '../flow.ts';
import { FlowPicture } from '../parts/flow-picture.tsx';
import { ClassTag } from '../parts/pieces.tsx';
import { linkTo, type Route } from '../route.ts';
import { centreOf, focusOf, pageLink } from './flow.tsx';

/** `#/service/<system>/<service>` */
export function ServiceView({ route }: { route: Route }) {
  const focus = focusOf(route.path);
  const flow = useMemo(
    () => (focus === undefined ? undefined : flowAround(catalog, focus, 1)),
    [route.path.join('/')],
  );
  if (focus?.kind !== 'service' || flow === undefined) {
    return (
      <section>
        <h1 id="heading" tabIndex={-1}>
          No such service
        </h1>
        <p>
          The catalogue has none called <code>{route.path.slice(1).join('/')}</code>.{' '}
          <a href="#/">All topics</a>
        </p>
      </section>
    );
  }
  const service = catalog.systems.find(({ id }) => id === focus.system)?.services[focus.service];
  const topics = [...catalog.topics.keys()].filter((topic) =>
    catalog.topics[topic]?.id.startsWith(`${focus.system}/`),
  );
  const writes = topics.filter((topic) => writersOf(catalog.topics[topic]).includes(focus.service));
  const reads = topics.filter((topic) => readersOf(catalog.topics[topic]).includes(focus.service));
  return (
    <article class="service">
      <header>
        <nav class="crumbs" aria-label="Where this is">
          <a href="#/">Topics</a>
          <a href={linkTo([], { system: focus.system })}>{focus.system}</a>
          <span>service</span>
        </nav>
        <h1 id="heading" tabIndex={-1} class="mono">
          {service?.id}
        </h1>
        <p class="lead" dir="auto">
          {service?.purpose}
        </p>
        {service?.duties.map((duty) => (
          <p key={duty} class="aside">
            Also: {duty}
          </p>
        ))}
        <p class="aside">
          <a href={linkTo(['access'], { q: service?.id ?? '' })}>Its rights</a>
        </p>
      </header>
      {flow.nodes.length > 0 && <FlowPicture flow={flow} centre={centreOf(focus)} linkOf={pageLink} />}
      <div class="columns">
        <TopicList title="Writes" topics={writes} />
        <TopicList title="Reads" topics={reads} />
      </div>
    </article>
  );
}

function TopicList({ title, topics }: { title: string; topics: readonly number[] }) {
  return (
    <section>
      <h2>
        {title} <small>{topics.length}</small>
      </h2>
      {topics.length === 0 && <p class="aside">No topic by contract.</p>}
      <ul class="names">
        {topics.map((index) => {
          const topic = catalog.topics[index];
          return (
            topic && (
              <li key={index}>
                <a class="mono" href={linkTo(['topic', ...topic.id.split('/')])}>
                  {topic.name}
                </a>{' '}
                <ClassTag of={addressOf(topic).topicClass} />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

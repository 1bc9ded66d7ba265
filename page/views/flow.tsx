import { readersOf, writersOf } from '../clients.ts';
import { catalog, placeOfTopic } from '../data.ts';
import {
  type Focus,
  type Flow,
  type FlowNode,
  flowAround,
  mostTopics,
  serviceKey,
  topicKey,
} from '../flow.ts';
import { FlowPicture } from '../parts/flow-picture.tsx';
import { Scroll } from '../parts/pieces.tsx';
import { linkTo, type Route, withQuery } from '../route.ts';

/** `#/flow/topic/<address>`, `#/flow/service/<system>/<service>`, `#/flow/system/<system>/<context>`. */
export function FlowView({ route }: { route: Route }) {
  const focus = focusOf(route.path.slice(1)) ?? firstFocus();
  const steps = route.query.get('steps') === '1' ? 1 : 2;
  const flow = flowAround(catalog, focus, steps);
  return (
    <section class="flow-view" aria-labelledby="heading">
      <div class="list-head">
        <h1 id="heading" tabIndex={-1}>
          Flow
        </h1>
        <label class="choose">
          <span>Around</span>
          <select
            value={pathOf(focus).join('/')}
            onChange={(event) => (location.hash = `#/flow/${event.currentTarget.value}`)}
          >
            {focus.kind !== 'system' && <option value={pathOf(focus).join('/')}>{titleOf(focus)}</option>}
            {places.map(({ path, title }) => (
              <option key={path} value={path}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {focus.kind !== 'system' && (
          <nav class="switch" aria-label="How far">
            <a href={withQuery(route, { steps: '1' })} aria-current={steps === 1 ? 'true' : undefined}>
              neighbours
            </a>
            <a href={withQuery(route, { steps: '' })} aria-current={steps === 2 ? 'true' : undefined}>
              theirs too
            </a>
          </nav>
        )}
        {focus.kind !== 'system' && (
          <a class="clear" href={pageOf(focus)}>
            Open {titleOf(focus)}
          </a>
        )}
      </div>
      {flow.left > 0 && (
        <p class="aside">
          The first {mostTopics} topics are drawn, {flow.left} are not: choose a context, a service or a
          topic.
        </p>
      )}
      <FlowPicture flow={flow} centre={centreOf(focus)} linkOf={(node) => flowLink(node, focus)} takesWheel />
      <EdgeList flow={flow} />
    </section>
  );
}

/** The same as a list, for those who read and do not look. */
function EdgeList({ flow }: { flow: Flow }) {
  const topics = flow.nodes.flatMap((node) => (node.kind === 'topic' ? [node.topic] : []));
  return (
    <details class="folded">
      <summary>The same as a table</summary>
      <Scroll label="Flow as a table">
        <table>
          <thead>
            <tr>
              <th>Producers</th>
              <th>Topic</th>
              <th>Consumers</th>
            </tr>
          </thead>
          <tbody>
            {topics.map((index) => (
              <EdgeRow key={index} index={index} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}

function EdgeRow({ index }: { index: number }) {
  const topic = catalog.topics[index];
  if (topic === undefined) return undefined;
  return (
    <tr>
      <td>
        <Services topic={index} of={writersOf(topic)} />
      </td>
      <td>
        <a class="mono" href={linkTo(['topic', ...topic.id.split('/')])}>
          {topic.name}
        </a>
      </td>
      <td>
        <Services topic={index} of={readersOf(topic)} />
      </td>
    </tr>
  );
}

function Services({ topic, of }: { topic: number; of: readonly number[] }) {
  const system = catalog.topics[topic]?.id.split('/')[0] ?? '';
  const services = catalog.systems.find(({ id }) => id === system)?.services ?? [];
  return (
    <>
      {of.map((one, place) => {
        const id = services[one]?.id ?? 'not known';
        return (
          <span key={id}>
            {place > 0 && ', '}
            <a href={linkTo(['service', system, id])}>{id}</a>
          </span>
        );
      })}
    </>
  );
}

/** To the picture around a node; from the one it is about, to its page. */
function flowLink(node: FlowNode, focus: Focus): string {
  const own = focusOfNode(node);
  return centreOf(focus).includes(node.key)
    ? pageOf(own)
    : `#/flow/${pathOf(own).map(encodeURIComponent).join('/')}`;
}

/** To the page of a node's topic or service. */
export function pageLink(node: FlowNode): string {
  return pageOf(focusOfNode(node));
}

function focusOfNode(node: FlowNode): Focus {
  return node.kind === 'topic'
    ? { kind: 'topic', topic: node.topic }
    : { kind: 'service', system: node.system, service: node.service };
}

function pageOf(focus: Focus): string {
  return focus.kind === 'system' ? linkTo([], { system: focus.system }) : linkTo(pathOf(focus));
}

export function centreOf(focus: Focus): string[] {
  switch (focus.kind) {
    case 'topic':
      return [topicKey(focus.topic)];
    case 'service':
      return [serviceKey(focus.system, focus.service)];
    case 'system':
      return [];
  }
}

/** As in addresses, the view left out. */
function pathOf(focus: Focus): string[] {
  switch (focus.kind) {
    case 'topic':
      return ['topic', ...(catalog.topics[focus.topic]?.id.split('/') ?? [])];
    case 'service': {
      const services = catalog.systems.find(({ id }) => id === focus.system)?.services ?? [];
      return ['service', focus.system, services[focus.service]?.id ?? ''];
    }
    case 'system':
      return ['system', focus.system, ...(focus.context === undefined ? [] : [focus.context])];
  }
}

function titleOf(focus: Focus): string {
  switch (focus.kind) {
    case 'topic':
      return catalog.topics[focus.topic]?.name ?? '';
    case 'service':
      return pathOf(focus)[2] ?? '';
    case 'system':
      return focus.context ?? focus.system;
  }
}

/** What an address is about; undefined where there is no such thing. */
export function focusOf([kind, ...path]: readonly string[]): Focus | undefined {
  const [system = '', second] = path;
  if (kind === 'topic') {
    const topic = placeOfTopic.get(path.slice(0, 5).join('/'));
    return topic === undefined ? undefined : { kind, topic };
  }
  const services = catalog.systems.find(({ id }) => id === system)?.services;
  if (services === undefined) return undefined;
  if (kind === 'system') return { kind, system, context: second };
  const service = services.findIndex(({ id }) => id === second);
  return kind === 'service' && service >= 0 ? { kind, system, service } : undefined;
}

interface Place {
  readonly path: string;
  readonly title: string;
  readonly focus: Focus;
}

/** Systems that can be drawn, and the contexts of those that are too large. */
const places = (() => {
  const contexts = new Map<string, Map<string, number>>();
  for (const { id } of catalog.topics) {
    const [system = '', context = ''] = id.split('/');
    const own = contexts.get(system) ?? new Map<string, number>();
    own.set(context, (own.get(context) ?? 0) + 1);
    contexts.set(system, own);
  }
  return [...contexts].flatMap(([system, own]): Place[] => {
    const total = [...own.values()].reduce((sum, count) => sum + count, 0);
    if (total <= mostTopics) {
      return [
        { path: `system/${system}`, title: system, focus: { kind: 'system', system, context: undefined } },
      ];
    }
    return [...own.keys()].map((context) => ({
      path: `system/${system}/${context}`,
      title: `${system} / ${context}`,
      focus: { kind: 'system', system, context },
    }));
  });
})();

function firstFocus(): Focus {
  return places[0]?.focus ?? { kind: 'system', system: '', context: undefined };
}

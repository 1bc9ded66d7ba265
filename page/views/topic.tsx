import { useMemo } from 'preact/hooks';
import type { AlertRow, TopicDetail, TopicHead } from '../../lib/reports/catalog/model.ts';
import { addressOf, catalog, placeOfTopic, useTopicDetail } from '../data.ts';
import { flowAround } from '../flow.ts';
import { FlowPicture } from '../parts/flow-picture.tsx';
import { ClassTag, Facts, Folded, Notice, Scroll, Waiting } from '../parts/pieces.tsx';
import { linkTo, type Route } from '../route.ts';
import { centreOf, pageLink } from './flow.tsx';
import { Schema } from './schema.tsx';
import { Section } from './section.tsx';
import { Here, Names } from './topic-environments.tsx';

/** `#/topic/<address>/<section>` */
export function TopicView({ route }: { route: Route }) {
  const id = route.path.slice(1, 6).join('/');
  const index = placeOfTopic.get(id);
  const topic = index === undefined ? undefined : catalog.topics[index];
  if (index === undefined || topic === undefined) {
    return (
      <section>
        <h1 id="heading" tabIndex={-1}>
          No such topic
        </h1>
        <p>
          The catalogue has no contract <code>{id}</code>.{' '}
          <a href={linkTo([], { q: id.split('/')[3] ?? '' })}>Search for it</a>
        </p>
      </section>
    );
  }
  return <Topic key={id} index={index} topic={topic} route={route} />;
}

function Topic({ index, topic, route }: { index: number; topic: TopicHead; route: Route }) {
  const loaded = useTopicDetail(index);
  const { system, context, topicClass } = addressOf(topic);
  const flow = useMemo(() => flowAround(catalog, { kind: 'topic', topic: index }, 1), [index]);
  const focus = { kind: 'topic', topic: index } as const;
  return (
    <article class="topic">
      <header>
        <nav class="crumbs" aria-label="Where this is">
          <a href="#/">Topics</a>
          <a href={linkTo([], { system })}>{system}</a>
          <a href={linkTo(['flow', 'system', system, context])}>{context}</a>
          <a href={linkTo([], { class: topicClass })}>
            <ClassTag of={topicClass} />
          </a>
        </nav>
        <h1 id="heading" tabIndex={-1} class="mono">
          {topic.name}
        </h1>
        <p class="lead" dir="auto">
          {topic.purpose}
        </p>
        <p class="notices">
          {topic.state !== 'active' && <Notice tone="warn">{topic.state}</Notice>}
          {topic.critical && <Notice tone="warn">critical</Notice>}
          <Notice tone="calm">{topic.classification}</Notice>
          <Notice tone={topic.pii === 'high' ? 'warn' : 'calm'}>PII: {topic.pii}</Notice>
        </p>
      </header>
      <Parts route={route} />
      {loaded === undefined ? (
        <Waiting />
      ) : (
        <>
          <Contract route={route} topic={topic} detail={loaded.detail} />
          <Section id="flow" title="Flow" route={route}>
            <FlowPicture flow={flow} centre={centreOf(focus)} linkOf={pageLink} />
            <p class="aside">
              <a href={linkTo(['flow', 'topic', ...topic.id.split('/')])}>
                Wider, with the neighbours' topics
              </a>
            </p>
          </Section>
          <Names topic={topic} environments={loaded.detail.environments} route={route} />
          <Here topic={topic} environments={loaded.detail.environments} route={route} />
          <Section id="schema" title="Schema" route={route}>
            <Schema of={loaded.detail.value} part={loaded.part} title="Value" />
            {loaded.detail.key !== null && <Schema of={loaded.detail.key} part={loaded.part} title="Key" />}
          </Section>
          <Section id="samples" title="Samples" route={route}>
            {loaded.detail.samples.length === 0 && <p class="aside">None.</p>}
            {loaded.detail.samples.map(({ file, text }, place) => (
              <Folded key={file} title={file.split('/').at(-1) ?? file} text={text} open={place === 0} />
            ))}
          </Section>
          <Alerts detail={loaded.detail} route={route} />
        </>
      )}
    </article>
  );
}

interface PartiesProps {
  readonly title: string;
  readonly topic: TopicHead;
  readonly of: TopicDetail['producers'];
}

function Parties({ title, topic, of }: PartiesProps) {
  const { system } = addressOf(topic);
  return (
    <dl class="facts">
      <div>
        <dt>{title}</dt>
        <dd>
          {of.length === 0 && 'none by contract'}
          <ul class="names">
            {of.map(({ service, group }) => (
              <li key={service}>
                <a href={linkTo(['service', system, service])}>{service}</a>
                {group !== null && <small> in group {group}</small>}
              </li>
            ))}
          </ul>
        </dd>
      </div>
    </dl>
  );
}

function Processors({ topic, of }: { readonly topic: TopicHead; readonly of: TopicDetail['processors'] }) {
  const { system } = addressOf(topic);
  return (
    <dl class="facts">
      <div>
        <dt>Processors</dt>
        <dd>
          <ul class="names">
            {of.map(({ service, as }) => (
              <li key={`${service} ${as}`}>
                <a href={linkTo(['service', system, service])}>{service}</a>
                <small> {as === 'source' ? 'reads it' : 'writes it'}</small>
              </li>
            ))}
          </ul>
        </dd>
      </div>
    </dl>
  );
}

const parts = {
  contract: 'Contract',
  flow: 'Flow',
  names: 'Environments',
  rights: 'Rights',
  look: 'Look at it',
  schema: 'Schema',
  samples: 'Samples',
  alerts: 'Alerts',
};

function Parts({ route }: { route: Route }) {
  const query = Object.fromEntries(route.query);
  return (
    <nav class="parts" aria-label="Parts of this page">
      {Object.entries(parts).map(([id, title]) => (
        <a
          key={id}
          href={linkTo([...route.path.slice(0, 6), id], query)}
          aria-current={route.path[6] === id ? 'true' : undefined}
          onClick={() => document.getElementById(`${id}-heading`)?.scrollIntoView()}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}

interface ContractProps {
  readonly topic: TopicHead;
  readonly detail: TopicDetail;
  readonly route: Route;
}

function Contract({ topic, detail, route }: ContractProps) {
  return (
    <div class="contract">
      <Section id="contract" title="Contract" route={route}>
        <Facts of={detail.facts} />
        <Parties title="Producers" topic={topic} of={detail.producers} />
        <Parties title="Consumers" topic={topic} of={detail.consumers} />
        {detail.processors.length > 0 && <Processors topic={topic} of={detail.processors} />}
        {detail.contract !== '' && <Folded title={detail.file} text={detail.contract} />}
      </Section>
      <aside>
        <section aria-labelledby="owner-heading">
          <h2 id="owner-heading">Owner</h2>
          <Facts
            of={[
              ['Team', topic.owner],
              ['On call', detail.owner.onCall],
              ['Channel', detail.owner.channel],
            ]}
          />
        </section>
        <section aria-labelledby="levels-heading">
          <h2 id="levels-heading">Service levels</h2>
          <Facts of={detail.levels} />
        </section>
        <section aria-labelledby="lifecycle-heading">
          <h2 id="lifecycle-heading">Lifecycle</h2>
          <Facts of={detail.lifecycle} />
          {detail.exceptions.map(({ rule, reason, until }) => (
            <p key={rule} class="exception" dir="auto">
              <b>{rule}</b> is excepted until {until}: {reason}
            </p>
          ))}
        </section>
      </aside>
    </div>
  );
}

function Alerts({ detail, route }: { detail: TopicDetail; route: Route }) {
  return (
    <Section id="alerts" title="Alerts" route={route}>
      {detail.alerts.length === 0 ? (
        <p class="aside">
          No alerts are rendered for this topic. Its service levels above are what it is held to.
        </p>
      ) : (
        <Scroll label="Alerts">
          <table>
            <thead>
              <tr>
                <th>Environment</th>
                <th>Alert</th>
                <th>Severity</th>
                <th>When</th>
                <th>Runbook</th>
              </tr>
            </thead>
            <tbody>
              {detail.alerts.map((alert) => (
                <Alert key={`${alert.environment} ${alert.name} ${alert.when}`} of={alert} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  );
}

function Alert({ of: { environment, name, severity, when, runbook } }: { of: AlertRow }) {
  return (
    <tr>
      <th scope="row">{environment}</th>
      <td>{name}</td>
      <td>{severity}</td>
      <td dir="auto">{when}</td>
      <td class="mono">{runbook ?? ''}</td>
    </tr>
  );
}

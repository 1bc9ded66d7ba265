import type { EnvironmentHead, EnvironmentPart, NamedCapacity } from '../../lib/reports/catalog/model.ts';
import { catalog, useEnvironments } from '../data.ts';
import { bytesText, countText } from '../format.ts';
import { chosenEnvironment, EnvironmentSwitch, Facts, Scroll } from '../parts/pieces.tsx';
import { linkTo, type Route } from '../route.ts';

/** `#/capacity?env=prod`: what the topics take by expected load, against the environment's budgets. */
export function CapacityView({ route }: { route: Route }) {
  const chosen = chosenEnvironment(route);
  const environment = catalog.environments[chosen];
  const part = useEnvironments([chosen])?.[0];
  if (environment === undefined) return undefined;
  const { capacity, partitionBudget, storageBudget } = environment;
  return (
    <section class="capacity" aria-labelledby="heading">
      <div class="list-head">
        <h1 id="heading" tabIndex={-1}>
          Capacity
        </h1>
        <EnvironmentSwitch route={route} chosen={chosen} />
      </div>
      <p class="aside">
        Load that contracts expect, times retention, times replicas; compaction and compression can only make
        it less.
      </p>
      <div class="meters">
        <Meter title="Partitions" taken={capacity.partitions} budget={partitionBudget} text={countText} />
        <Meter title="On brokers' disks" taken={capacity.local} budget={storageBudget} text={bytesText} />
        <Number title="In tiered storage" value={bytesText(capacity.remote)} />
        <Number title="Written" value={`${bytesText(capacity.written)}/s`} />
        <Number title="Fetched, replicas too" value={`${bytesText(capacity.fetched)}/s`} />
        <Number title="Topics" value={countText(capacity.topics)} />
      </div>
      <div class="columns">
        <Table
          title="By system"
          column="System"
          rows={environment.bySystem}
          environment={environment}
          facet="system"
        />
        <Table
          title="By owner"
          column="Owner"
          rows={environment.byOwner}
          environment={environment}
          facet="owner"
        />
      </div>
      {part !== undefined && <Largest part={part} environment={environment} />}
      <h2>The environment</h2>
      <Facts of={environment.facts} />
    </section>
  );
}

interface MeterProps {
  readonly title: string;
  readonly taken: number;
  readonly budget: number;
  readonly text: (value: number) => string;
}

function Meter({ title, taken, budget, text }: MeterProps) {
  const share = taken / budget;
  return (
    <div class={share > 1 ? 'meter over' : share > 0.8 ? 'meter near' : 'meter'}>
      <h2>{title}</h2>
      <p>
        <b>{text(taken)}</b> of {text(budget)}
      </p>
      <Bar share={share} label={`${title}: ${percent(share)} of the budget`} />
      <small>{percent(share)} of the budget</small>
    </div>
  );
}

function Number({ title, value }: { title: string; value: string }) {
  return (
    <div class="meter">
      <h2>{title}</h2>
      <p>
        <b>{value}</b>
      </p>
    </div>
  );
}

function Bar({ share, label }: { share: number; label: string }) {
  return (
    <span class="bar" role="img" aria-label={label}>
      <i style={{ width: `${Math.min(100, share * 100)}%` }} />
    </span>
  );
}

interface TableProps {
  readonly title: string;
  readonly column: string;
  readonly rows: readonly NamedCapacity[];
  readonly environment: EnvironmentHead;
  readonly facet: string;
}

const mostRows = 25;

function Table({ title, column, rows, environment, facet }: TableProps) {
  return (
    <section>
      <h2>{title}</h2>
      <Scroll label={title}>
        <table>
          <thead>
            <tr>
              <th>{column}</th>
              <th class="number">Topics</th>
              <th class="number">Partitions</th>
              <th class="number">Disk</th>
              <th class="number">Written</th>
              <th>Share of the disk budget</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, mostRows).map(({ name, topics, partitions, local, written }) => (
              <tr key={name}>
                <th scope="row">
                  <a href={linkTo([], { [facet]: name, environment: environment.name })}>{name}</a>
                </th>
                <td class="number">{countText(topics)}</td>
                <td class="number">{countText(partitions)}</td>
                <td class="number">{bytesText(local)}</td>
                <td class="number">{bytesText(written)}/s</td>
                <td>
                  <Bar
                    share={local / environment.storageBudget}
                    label={percent(local / environment.storageBudget)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length > mostRows && <p class="aside">and {rows.length - mostRows} that take less</p>}
    </section>
  );
}

function Largest({ part, environment }: { part: EnvironmentPart; environment: EnvironmentHead }) {
  const topics = part.families
    .flatMap(({ of, topics: own }) => own.map((topic) => ({ of, topic })))
    .sort((a, b) => b.topic.local - a.topic.local)
    .slice(0, 15);
  return (
    <section>
      <h2>The largest topics</h2>
      <Scroll label="The largest topics">
        <table>
          <thead>
            <tr>
              <th>Topic</th>
              <th class="number">Partitions</th>
              <th class="number">Replicas</th>
              <th class="number">Disk</th>
              <th class="number">Tiered</th>
              <th>Share of the disk budget</th>
            </tr>
          </thead>
          <tbody>
            {topics.map(({ of, topic }) => (
              <tr key={topic.name}>
                <th scope="row" class="mono">
                  <a href={linkTo(['topic', ...(catalog.topics[of]?.id.split('/') ?? [])])}>{topic.name}</a>
                </th>
                <td class="number">{topic.partitions}</td>
                <td class="number">{topic.replicas}</td>
                <td class="number">{bytesText(topic.local)}</td>
                <td class="number">{bytesText(topic.remote)}</td>
                <td>
                  <Bar
                    share={topic.local / environment.storageBudget}
                    label={percent(topic.local / environment.storageBudget)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

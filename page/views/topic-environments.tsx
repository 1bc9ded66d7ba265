import type { TopicHead, TopicInEnvironment } from '../../lib/reports/catalog/model.ts';
import { commandsFor } from '../commands.ts';
import { catalog } from '../data.ts';
import { durationText } from '../format.ts';
import { chosenEnvironment, Code, EnvironmentSwitch, Facts, Scroll } from '../parts/pieces.tsx';
import { readerOf } from '../rights.ts';
import type { Route } from '../route.ts';
import { Section } from './section.tsx';

interface InEnvironments {
  readonly topic: TopicHead;
  /** In the order of `topic.environments`. */
  readonly environments: readonly TopicInEnvironment[];
  readonly route: Route;
}

/** What it is called where, and how large. */
export function Names({ topic, environments, route }: InEnvironments) {
  return (
    <Section id="names" title="Environments" route={route}>
      <Scroll label="Names in each environment">
        <table>
          <thead>
            <tr>
              <th>Environment</th>
              <th>Topic</th>
              <th>KafkaTopic</th>
              <th class="number">Partitions</th>
              <th class="number">Replicas</th>
              <th>Retention, settings</th>
            </tr>
          </thead>
          <tbody>
            {environments.flatMap((part, place) => {
              const name = catalog.environments[topic.environments[place] ?? 0]?.name ?? '';
              const topics = part.families.flatMap((family) => family.topics);
              return topics.map((one, row) => (
                <tr key={`${name} ${one.name}`} class={row === 0 ? 'first' : ''}>
                  {row === 0 ? <th scope="row">{name}</th> : <td />}
                  <td class="mono">
                    {one.name}
                    {one.role !== 'source' && <small> {one.role}</small>}
                    {one.deprecated !== null && <small class="warn"> {one.deprecated}</small>}
                  </td>
                  <td class="mono">{one.object}</td>
                  <td class="number">{one.partitions}</td>
                  <td class="number">{one.replicas}</td>
                  <td>
                    {durationText(one.config['retention.ms'])}
                    {one.settings.map((setting) => (
                      <small key={setting.name}>
                        {' '}
                        {setting.name} {setting.value} ({setting.from})
                      </small>
                    ))}
                  </td>
                </tr>
              ));
            })}
          </tbody>
        </table>
      </Scroll>
    </Section>
  );
}

/** What differs by environment and is long: rights, how jobs follow, and the commands. */
export function Here({ topic, environments, route }: InEnvironments) {
  if (topic.environments.length === 0) return undefined;
  const chosen = chosenEnvironment(route, topic.environments);
  const part = environments[topic.environments.indexOf(chosen)];
  const head = catalog.environments[chosen];
  if (part === undefined || head === undefined) return undefined;
  const { families, rights } = part;
  const names = families.flatMap(({ topics }) => topics.map(({ name }) => name));
  return (
    <>
      <Section id="rights" title="Rights" route={route}>
        <EnvironmentSwitch
          label="Environment of the rights"
          route={route}
          chosen={chosen}
          among={topic.environments}
        />
        {rights.length === 0 ? (
          <p class="aside">
            {head.name} has no authorizer: everyone who reaches the brokers may do everything.
          </p>
        ) : (
          <Scroll label={`Rights in ${head.name}`}>
            <table>
              <thead>
                <tr>
                  <th>Topic</th>
                  <th>Principal</th>
                  <th>May</th>
                  <th>As</th>
                </tr>
              </thead>
              <tbody>
                {rights.map((right, row) => (
                  <tr
                    key={`${right.topic} ${right.principal.name}`}
                    class={right.topic === rights[row - 1]?.topic ? '' : 'first'}
                  >
                    {right.topic === rights[row - 1]?.topic ? (
                      <td />
                    ) : (
                      <th scope="row" class="mono">
                        {right.topic}
                      </th>
                    )}
                    <td class="mono">{right.principal.name}</td>
                    <td>{right.operations}</td>
                    <td>
                      {right.roles} <small>{right.principal.service}</small>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {families.map(({ scaling, tenant }) =>
          scaling === null ? undefined : (
            <div key={tenant} class="scaling">
              <h3>Scaled by lag</h3>
              <Facts of={scaling} />
            </div>
          ),
        )}
      </Section>
      <Section id="look" title="Look at it" route={route}>
        <EnvironmentSwitch
          label="Environment of the commands"
          route={route}
          chosen={chosen}
          among={topic.environments}
        />
        <p class="aside">
          The brokers' names are known inside the cluster: run kcat in a pod of it, where the network policies
          let you.
        </p>
        {families.flatMap(({ topics }) =>
          topics.map((one) => (
            <details
              class="commands"
              key={one.name}
              open={names.length === 1 || one === families[0]?.topics[0]}
            >
              <summary class="mono">{one.name}</summary>
              {commandsFor(head, one, readerOf(rights, one.name)).map(({ about, command }) => (
                <div key={about}>
                  <h3>{about}</h3>
                  <Code text={command} label={about} />
                </div>
              ))}
            </details>
          )),
        )}
      </Section>
    </>
  );
}

import { clientsOf, type ContractClient } from '../../model/contract-clients.ts';
import { addTo } from '../../model/groups.ts';
import { type Catalog, messagesOf } from '../../model/catalog.ts';
import { addressText, type Contract } from '../../model/terms/contract.ts';
import { compare } from '../../model/text/problem.ts';
import { contractFields } from '../../model/schemas/contract-fields.ts';
import type { Duty, Service, SystemDeclaration } from '../../model/terms/system.ts';
import type { Resolved, ResolvedSystem } from '../../policies/resolve.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import { environmentView } from './environment-part.ts';
import type {
  AlertRow,
  CatalogPage,
  EnvironmentPart,
  FieldRow,
  FileText,
  SystemHead,
  TopicHead,
  TopicPart,
} from './model.ts';
import { Pool, spelledOutDeep } from './text.ts';
import { topicDetail } from './topic-detail.ts';

/** The alerts that are about a contract's topics in one environment. */
type AlertSource = (system: ResolvedSystem, family: ResolvedFamily) => readonly AlertRow[];

export interface CatalogPageProps {
  readonly catalog: Catalog;
  /** Every environment. */
  readonly environments: readonly Resolved[];
  readonly revision: string | null;
  readonly day: string;
  /** @default none */
  readonly alerts?: AlertSource;
}

/** All that the page is given, spelled out. */
export interface CatalogData {
  readonly page: CatalogPage;
  readonly topics: readonly TopicPart[];
  /** In the order of `page.environments`. */
  readonly environments: readonly EnvironmentPart[];
}

/** So many topics are opened together: few enough to be quick, enough to compress well. */
const topicsInPart = 50;

/** The catalogue as the page shows it: a pure function of what was read and resolved. */
export function catalogData(props: CatalogPageProps): CatalogData {
  const { catalog, revision, day, alerts = () => [] } = props;
  const environments = [...props.environments].sort(byWeight);
  const place = new Map(catalog.contracts.map(({ address }, index) => [addressText(address), index]));
  const families = new Map<string, ResolvedFamily[]>();
  const present = catalog.contracts.map(() => new Set<number>());
  const found: AlertRow[][] = catalog.contracts.map(() => []);
  for (const [bit, resolved] of environments.entries()) {
    for (const { system, family } of resolved.systems.flatMap((one) =>
      one.families.map((own) => ({ system: one, family: own })),
    )) {
      const index = place.get(family.address) ?? -1;
      present[index]?.add(bit);
      found[index]?.push(...alerts(system, family));
      addTo(families, family.address, family);
    }
  }
  const words = new Pool<string>();
  const topics = catalog.contracts.map((contract, index): TopicHead => {
    const own = families.get(addressText(contract.address)) ?? [];
    return {
      ...headOf(contract, catalog, own),
      environments: [...(present[index] ?? [])],
      words: words.place(wordsOf(contract, catalog, own)),
    };
  });
  const views = environments.map((resolved) => environmentView(resolved, place));
  const parts = inParts(catalog.contracts).map((contracts, number): TopicPart => {
    const pools = { fields: new Pool<FieldRow>(), shared: new Pool<FileText>() };
    const details = contracts.map((contract, within) => {
      const index = number * topicsInPart + within;
      const own = [...(present[index] ?? [])].flatMap((bit) => views[bit]?.byTopic.get(index) ?? []);
      return { ...topicDetail(contract, catalog, pools), alerts: found[index] ?? [], environments: own };
    });
    return { topics: details, fields: pools.fields.items, shared: pools.shared.items };
  });
  const page: CatalogPage = {
    catalog: catalog.digest,
    revision,
    day,
    environments: views.map(({ head }) => head),
    systems: catalog.systems.map(systemHead),
    topics,
    words: words.items,
    topicsInPart,
  };
  return spelledOutDeep({ page, topics: parts, environments: views.map(({ part }) => part) });
}

/** The environment that carries most comes last: what people promote goes from left to right. */
function byWeight({ environment: a }: Resolved, { environment: b }: Resolved): number {
  return a.topics.partitionBudget - b.topics.partitionBudget || compare(a.environment, b.environment);
}

function headOf(
  contract: Contract,
  { systems }: Catalog,
  families: readonly ResolvedFamily[],
): Omit<TopicHead, 'environments' | 'words'> {
  const { address, terms } = contract;
  const clients = (as: ContractClient['as']) => clientsOf(contract).filter((client) => client.as === as);
  const services = systems.find(({ id }) => id === address.system)?.services ?? [];
  const indices = (parties: readonly { readonly service: string }[]) =>
    parties.map(({ service }) => services.findIndex(({ id }) => id === service));
  return {
    id: addressText(address),
    name: commonName(families[0]) ?? `${address.context}.${address.topic}.v${address.version}`,
    purpose: terms.purpose,
    owner: terms.owner.team,
    classification: terms.classification,
    pii: terms.pii,
    state: terms.lifecycle.state,
    critical: terms.critical,
    producers: indices(clients('producer')),
    consumers: indices(clients('consumer')),
    sources: indices(clients('source')),
    sinks: indices(clients('sink')),
    derived: Math.max(0, ...families.map(({ topics }) => topics.length - 1)),
  };
}

/** The name without what differs by environment and tenant; of an imported topic the name itself. */
function commonName(family: ResolvedFamily | undefined): string | undefined {
  if (family === undefined) return undefined;
  const { naming, contract, source } = family;
  return naming.imported ? source.name.value : naming.commonName(contract.address);
}

/** What search finds a topic by besides its name, each word once; many topics have the same. */
function wordsOf(contract: Contract, catalog: Catalog, families: readonly ResolvedFamily[]): string {
  const { address, terms } = contract;
  const known = new Set(wordsIn(`${addressText(address)} ${commonName(families[0]) ?? ''}`));
  const names = families.flatMap(({ topics }) => topics.map(({ name }) => name.value));
  const groups = terms.consumers.flatMap(({ group }) => group ?? []);
  const fields = contractFields(contract, messagesOf(catalog, address.system)).value.map(({ path }) => path);
  const more = [...names, ...groups, ...fields, ...(terms.deadLetter ? ['dead letter'] : [])].flatMap(
    wordsIn,
  );
  return [...new Set(more.filter((word) => !known.has(word)))].sort().join(' ');
}

function wordsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function systemHead({ id, naming, services }: SystemDeclaration): SystemHead {
  return { id, naming: naming.text, services: services.map(serviceHead) };
}

function serviceHead({ id, purpose, duties = [], streams }: Service): SystemHead['services'][number] {
  const application = streams === undefined ? [] : ['Kafka Streams application'];
  return { id, purpose, duties: [...application, ...duties.map(dutyText)] };
}

function dutyText({ duty, topics }: Duty): string {
  return `${duty} of ${topics === 'all' ? 'all topics' : topics.join(', ')}`;
}

function inParts<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += topicsInPart)
    parts.push(items.slice(from, from + topicsInPart));
  return parts;
}

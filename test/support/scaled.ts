import { systemOf } from './system-of.ts';
import * as ws from '../../lib/index.ts';
import type { CatalogView } from '../../lib/governance/rule.ts';
import { checkCatalog, checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';

/** A shop whose billing runs as a Deployment that KEDA scales; small, and made by a program. */
const owner = { team: 'shop', onCall: 'shop-primary', channel: '#shop' };
const key = { field: 'orderId', why: 'What happens to one order stays in order' };

type Consumers = NonNullable<ws.ContractProps['consumers']>;
type Deployment = NonNullable<Consumers[number]['deployment']>;

/** `shop/orders/evt/order-placed/v1`: six partitions, read by billing. */
export function orders(
  deployment: Deployment | undefined,
  more: Partial<ws.ContractProps> = {},
  version = 1,
): ws.Contract {
  return ws.contract(`shop/orders/evt/order-placed/v${version}`, {
    owner,
    key,
    purpose: 'An order was placed',
    partitions: 6,
    producers: [{ service: 'checkout' }],
    consumers: [{ service: 'billing', ...(deployment === undefined ? {} : { deployment }) }],
    ...more,
  });
}

/** `shop/orders/evt/order-cancelled/v1`: three partitions, read by billing in the same group. */
export function cancellations(
  deployment: Deployment | undefined,
  more: Partial<ws.ContractProps> = {},
): ws.Contract {
  return ws.contract('shop/orders/evt/order-cancelled/v1', {
    owner,
    key,
    purpose: 'An order was cancelled',
    partitions: 3,
    producers: [{ service: 'checkout' }],
    consumers: [{ service: 'billing', ...(deployment === undefined ? {} : { deployment }) }],
    ...more,
  });
}

const services: readonly ws.Service[] = [
  { id: 'checkout', purpose: 'Takes orders' },
  { id: 'billing', purpose: 'Bills orders' },
  { id: 'shipping', purpose: 'Ships orders' },
];

export interface Shop {
  readonly environment?: Partial<ws.EnvironmentProps>;
  readonly services?: readonly ws.Service[];
  /** @default topics are `shop.<name>` */
  readonly naming?: ws.NamingDeclaration;
}

function shopEnvironment(more: Partial<ws.EnvironmentProps> = {}): ws.Environment {
  return ws.environment({
    environment: 'eu-prod',
    topics: { env: 'prod' },
    workloads: { namespaces: { shop: 'shop-apps' }, credentials: { delivery: 'kafka-access' } },
    ...more,
  });
}

function catalogOf(contracts: readonly ws.Contract[], more: Shop): ws.Catalog {
  const { naming = { topic: '{system}.{topic}' }, services: own = services } = more;
  return ws.catalogOf(contracts, [systemOf('shop', naming, own)]);
}

/** The shop in its environment: topics are `shop.<name>`, services `shop-<id>`. */
export function shop(contracts: readonly ws.Contract[], more: Shop = {}): ws.Resolved {
  return ws.resolve(catalogOf(contracts, more), shopEnvironment(more.environment));
}

/** The one system of the shop. */
export function shopSystem(contracts: readonly ws.Contract[], more: Shop = {}): ws.ResolvedSystem {
  const [system] = shop(contracts, more).systems;
  if (system === undefined) throw new Error('no shop');
  return system;
}

/** What one rule says of contracts of the shop: `key: what / fix`, and `(warning)` where it is none but that. */
export function shopJudged(id: string, contracts: readonly ws.Contract[], more: Shop = {}): string[] {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const environment = shopEnvironment(more.environment);
  const catalog = catalogOf(contracts, more);
  const view: CatalogView = {
    catalog,
    environments: [environment],
    environmentNames: [environment.environment],
    today: '2026-11-21',
  };
  const found =
    rule.on === 'catalog'
      ? checkCatalog(view, [rule])
      : checkResolved(ws.resolve(catalog, environment), view, [rule]);
  return found.map(
    ({ key: at, what, fix, level }) => `${at}: ${what} / ${fix}${level === 'warning' ? ' (warning)' : ''}`,
  );
}

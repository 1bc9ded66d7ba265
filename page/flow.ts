import dagre from '@dagrejs/dagre';
import type { CatalogPage } from '../lib/reports/catalog/model.ts';
import { readersOf, writersOf } from './clients.ts';

/** What a picture is drawn around. */
export type Focus =
  | { readonly kind: 'topic'; readonly topic: number }
  | { readonly kind: 'service'; readonly system: string; readonly service: number }
  /** All topics of a context, or of a whole system. */
  | { readonly kind: 'system'; readonly system: string; readonly context: string | undefined };

export type FlowNode =
  | { readonly kind: 'topic'; readonly key: string; readonly topic: number }
  | { readonly kind: 'service'; readonly key: string; readonly system: string; readonly service: number };

export interface Flow {
  readonly nodes: readonly FlowNode[];
  /** From whom messages come, to whom they go. */
  readonly edges: readonly (readonly [from: string, to: string])[];
  /** Topics that would be in the picture and are not: there were too many. */
  readonly left: number;
}

/** Laying out takes more than linear time, and more than this no one reads. */
export const mostTopics = 40;

export function topicKey(topic: number): string {
  return `topic ${topic}`;
}

export function serviceKey(system: string, service: number): string {
  return `service ${system} ${service}`;
}

/**
 * The services and topics around one of them.
 * @param steps 1: its neighbours. 2: the topics of its neighbours as well
 */
export function flowAround(page: CatalogPage, focus: Focus, steps: 1 | 2): Flow {
  const wanted = topicsAround(page, focus, steps);
  const drawn = wanted.slice(0, mostTopics);
  const nodes = new Map<string, FlowNode>();
  const edges: [string, string][] = [];
  for (const topic of drawn) {
    const key = topicKey(topic);
    nodes.set(key, { kind: 'topic', key, topic });
    const head = page.topics[topic];
    const system = head?.id.split('/')[0] ?? '';
    // Around a service, the other services at its topics belong to the second step.
    const shown = (service: number) =>
      focus.kind !== 'service' || steps === 2 || (system === focus.system && service === focus.service);
    const meet = (service: number): string => {
      const other = serviceKey(system, service);
      nodes.set(other, { kind: 'service', key: other, system, service });
      return other;
    };
    for (const service of writersOf(head).filter(shown)) edges.push([meet(service), key]);
    for (const service of readersOf(head).filter(shown)) edges.push([key, meet(service)]);
  }
  return { nodes: [...nodes.values()], edges, left: wanted.length - drawn.length };
}

function topicsAround(page: CatalogPage, focus: Focus, steps: 1 | 2): number[] {
  const systemOf = (topic: number) => page.topics[topic]?.id.split('/')[0];
  const all = [...page.topics.keys()];
  const touching = (system: string | undefined, services: ReadonlySet<number>) =>
    all.filter((topic) => {
      const head = page.topics[topic];
      return (
        systemOf(topic) === system &&
        head !== undefined &&
        [...writersOf(head), ...readersOf(head)].some((one) => services.has(one))
      );
    });
  if (focus.kind === 'service') return touching(focus.system, new Set([focus.service]));
  if (focus.kind === 'system') {
    const prefix = focus.context === undefined ? `${focus.system}/` : `${focus.system}/${focus.context}/`;
    return all.filter((topic) => page.topics[topic]?.id.startsWith(prefix));
  }
  if (steps === 1) return [focus.topic];
  const head = page.topics[focus.topic];
  const others = touching(systemOf(focus.topic), new Set([...writersOf(head), ...readersOf(head)]));
  return [focus.topic, ...others.filter((topic) => topic !== focus.topic)];
}

export interface Placed {
  readonly node: FlowNode;
  /** The middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly nodes: readonly Placed[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly path: string }[];
  readonly width: number;
  readonly height: number;
}

export interface LayOutProps {
  /** Of a node, in pixels. */
  readonly widthOf: (node: FlowNode) => number;
  readonly height: number;
  /** From top to bottom, for a narrow screen; else from left to right. */
  readonly downwards: boolean;
}

/** Where everything goes. */
export function layOut({ nodes, edges }: Flow, { widthOf, height, downwards }: LayOutProps): Drawing {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    rankdir: downwards ? 'TB' : 'LR',
    nodesep: 14,
    ranksep: downwards ? 44 : 84,
    marginx: 24,
    marginy: 24,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.key, { width: widthOf(node), height });
  for (const [from, to] of edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const size = graph.graph();
  return {
    nodes: nodes.map((node) => {
      const { x, y, width } = graph.node(node.key);
      return { node, x: x ?? 0, y: y ?? 0, width, height };
    }),
    edges: edges.map(([from, to]) => ({ from, to, path: curve(graph.edge(from, to).points ?? []) })),
    width: size.width ?? 0,
    height: size.height ?? 0,
  };
}

/** A line through the points, its corners rounded. */
function curve(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const middle = (a: number, b: number) => (a + b) / 2;
  const steps = rest.map((point, index) => {
    const next = rest[index + 1];
    return next === undefined
      ? `L${point.x},${point.y}`
      : `Q${point.x},${point.y} ${middle(point.x, next.x)},${middle(point.y, next.y)}`;
  });
  return `M${first.x},${first.y}${steps.join('')}`;
}

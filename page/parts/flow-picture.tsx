import Panzoom, { type PanzoomObject } from '@panzoom/panzoom';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { addressOf, catalog } from '../data.ts';
import { type Flow, type FlowNode, layOut, type Placed } from '../flow.ts';
import { useNarrow } from './narrow.ts';

const nodeHeight = 44;

export interface FlowPictureProps {
  readonly flow: Flow;
  /** Keys of the nodes that it is about. */
  readonly centre: readonly string[];
  readonly linkOf: (node: FlowNode) => string;
  /** The picture takes the wheel for itself; else only with Ctrl. */
  readonly takesWheel?: boolean;
}

/** Services and topics, from left to right or, on a phone, downwards; dragged by its background, zoomed, and each node a link. */
export function FlowPicture({ flow, centre, linkOf, takesWheel = false }: FlowPictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<SVGGElement>(null);
  const pan = useRef<PanzoomObject | undefined>(undefined);
  const signature = flow.nodes.map(({ key }) => key).join(',');
  const downwards = useNarrow();
  const drawing = useMemo(
    () => layOut(flow, { widthOf, height: nodeHeight, downwards }),
    [signature, downwards],
  );
  const about = new Set(centre);

  /** All of it in sight, in the middle. */
  const whole = (box: HTMLElement) => {
    const scale = Math.min(1, box.clientWidth / drawing.width, box.clientHeight / drawing.height);
    // Smaller than this no one can read it: then its middle is shown, and the rest is a drag away.
    const readable = Math.max(scale, 0.5);
    const middle = drawing.nodes.find(({ node }) => about.has(node.key));
    const over = scale < readable && middle !== undefined;
    const [x, y] = over ? [middle.x, middle.y] : [drawing.width / 2, drawing.height / 2];
    return {
      startScale: readable,
      startX: box.clientWidth / 2 / readable - x,
      startY: box.clientHeight / 2 / readable - y,
    };
  };
  const fit = () => {
    if (!frame.current) return;
    pan.current?.setOptions(whole(frame.current));
    pan.current?.reset({ animate: false });
  };
  useEffect(() => {
    const [box, group] = [frame.current, picture.current];
    if (!box || !group) return undefined;
    const moved = Panzoom(group, {
      canvas: true,
      excludeClass: 'node',
      minScale: 0.2,
      maxScale: 2.5,
      step: 0.25,
      cursor: 'grab',
      ...whole(box),
    });
    pan.current = moved;
    const wheel = (event: WheelEvent) => {
      if (takesWheel || event.ctrlKey || event.metaKey) moved.zoomWithWheel(event);
    };
    box.addEventListener('wheel', wheel, { passive: false });
    return () => {
      box.removeEventListener('wheel', wheel);
      moved.destroy();
    };
  }, [signature, takesWheel, downwards]);

  const onKeyDown = (event: KeyboardEvent) => {
    const [x, y] =
      { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key] ?? [];
    if (x !== undefined && y !== undefined) pan.current?.pan(x, y, { relative: true });
    else if (event.key === '+') pan.current?.zoomIn();
    else if (event.key === '-') pan.current?.zoomOut();
    else return;
    event.preventDefault();
  };
  return (
    <figure class="flow">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows move the picture */}
      <div
        class="flow-frame"
        ref={frame}
        tabIndex={0}
        role="group"
        aria-label="Flow of messages. Arrow keys move the picture, plus and minus zoom; every service and topic is a link."
        onKeyDown={onKeyDown}
      >
        <svg>
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto"
            >
              <path d="M0,0.5L7,4L0,7.5z" />
            </marker>
          </defs>
          <g ref={picture}>
            {drawing.edges.map(({ from, to, path }) => (
              <path
                key={`${from} ${to}`}
                class={about.has(from) || about.has(to) ? 'edge edge-about' : 'edge'}
                d={path}
                marker-end="url(#arrow)"
              />
            ))}
            {drawing.nodes.map((placed) => (
              <Node
                key={placed.node.key}
                placed={placed}
                about={about.has(placed.node.key)}
                link={linkOf(placed.node)}
              />
            ))}
          </g>
        </svg>
      </div>
      <div class="flow-tools">
        <button type="button" onClick={() => pan.current?.zoomIn()} aria-label="Larger">
          +
        </button>
        <button type="button" onClick={() => pan.current?.zoomOut()} aria-label="Smaller">
          −
        </button>
        <button type="button" onClick={fit} aria-label="All of it">
          ⤢
        </button>
      </div>
    </figure>
  );
}

function Node({ placed, about, link }: { placed: Placed; about: boolean; link: string }) {
  const { node, x, y, width, height } = placed;
  const { title, under, kind } = wordsOf(node);
  const style = ['node', `node-${node.kind}`, kind, about ? 'node-about' : ''].join(' ');
  return (
    <a href={link} class={style}>
      <g transform={`translate(${x - width / 2},${y - height / 2})`}>
        <rect class="body" width={width} height={height} rx={node.kind === 'service' ? height / 2 : 6} />
        {node.kind === 'topic' && <rect class="stripe" width={4} height={height - 12} x={6} y={6} rx={2} />}
        <text class="title" x={node.kind === 'topic' ? 18 : width / 2} y={19}>
          {title}{' '}
        </text>
        <text class="under" x={node.kind === 'topic' ? 18 : width / 2} y={34}>
          {under}
        </text>
      </g>
    </a>
  );
}

/** Longer names are cut; the whole one is the link's. */
const mostLetters = 34;

function wordsOf(node: FlowNode): { title: string; under: string; kind: string } {
  if (node.kind === 'service') {
    const service = catalog.systems.find(({ id }) => id === node.system)?.services[node.service];
    return { title: cut(service?.id ?? 'not known'), under: `service · ${node.system}`, kind: '' };
  }
  const topic = catalog.topics[node.topic];
  if (topic === undefined) return { title: '', under: '', kind: '' };
  const { topicClass, system } = addressOf(topic);
  return { title: cut(topic.name), under: `${topicClass} · ${system}`, kind: `class-${topicClass}` };
}

function cut(text: string): string {
  return text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text;
}

function widthOf(node: FlowNode): number {
  const { title, under } = wordsOf(node);
  return Math.max(96, Math.max(title.length * 7.4, under.length * 6.4) + 36);
}

import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface VirtualListProps {
  readonly count: number;
  /** Of every row, in pixels. */
  readonly rowHeight: number;
  readonly label: string;
  /** What the list shows: another one begins at its top. */
  readonly identity: string;
  readonly row: (index: number) => ComponentChildren;
}

/**
 * A list of any length of which the rows in sight are drawn, in the window's own scrolling. The arrow keys move
 * between rows, Home and End to the ends; each row has one link that takes the focus.
 */
export function VirtualList({ count, rowHeight, label, identity, row }: VirtualListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [, redraw] = useState(0);
  const [margin, setMargin] = useState(0);
  const made = useRef<Virtualizer<Window, Element> | undefined>(undefined);
  const options = {
    count,
    estimateSize: () => rowHeight,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    overscan: 8,
    scrollMargin: margin,
    initialRect: { width: innerWidth, height: innerHeight },
    onChange: () => redraw((times) => times + 1),
  };
  made.current ??= new Virtualizer<Window, Element>(options);
  const virtualizer = made.current;
  virtualizer.setOptions(options);
  // What every adapter of the library calls, whatever the names look like.
  // oxlint-disable-next-line no-underscore-dangle
  useEffect(() => virtualizer._didMount(), []);
  // oxlint-disable-next-line no-underscore-dangle
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);
  useLayoutEffect(() => {
    const top = (list.current?.getBoundingClientRect().top ?? 0) + scrollY;
    if (Math.abs(top - margin) > 1) setMargin(top);
  });
  const shownBefore = useRef(identity);
  useLayoutEffect(() => {
    if (shownBefore.current !== identity) scrollTo(0, 0);
    shownBefore.current = identity;
  }, [identity]);

  const focus = (index: number) => {
    const wanted = Math.max(0, Math.min(count - 1, index));
    virtualizer.scrollToIndex(wanted);
    // The row is drawn after the next frame at the latest.
    const take = (tries: number): void => {
      const link = list.current?.querySelector<HTMLElement>(`[data-index="${wanted}"] a`);
      if (link) link.focus({ preventScroll: true });
      else if (tries > 0) requestAnimationFrame(() => take(tries - 1));
    };
    take(10);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as Element).closest('[data-index]')?.getAttribute('data-index');
    if (from === null || from === undefined) return;
    const target = { ArrowDown: Number(from) + 1, ArrowUp: Number(from) - 1, Home: 0, End: count - 1 }[
      event.key
    ];
    if (target === undefined) return;
    event.preventDefault();
    focus(target);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links inside take the focus
    <ul
      ref={list}
      class="virtual"
      aria-label={label}
      style={{ height: `${virtualizer.getTotalSize()}px` }}
      onKeyDown={onKeyDown}
    >
      {virtualizer.getVirtualItems().map(({ index, start }) => (
        <li
          key={index}
          data-index={index}
          aria-setsize={count}
          aria-posinset={index + 1}
          style={{ height: `${rowHeight}px`, transform: `translateY(${start - margin}px)` }}
        >
          {row(index)}
        </li>
      ))}
    </ul>
  );
}

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { linkTo, type Route } from '../route.ts';

export interface SectionProps {
  /** The last step of its address. */
  readonly id: string;
  readonly title: string;
  readonly route: Route;
  readonly children: ComponentChildren;
}

/** A part of a page with an address of its own; the page opens at it. */
export function Section({ id, title, route, children }: SectionProps) {
  const own = useRef<HTMLElement>(null);
  const isWanted = route.path[6] === id;
  useEffect(() => {
    if (isWanted) own.current?.scrollIntoView();
  }, [isWanted]);
  return (
    <section ref={own} aria-labelledby={`${id}-heading`} class="part">
      <h2 id={`${id}-heading`}>
        <a href={linkTo([...route.path.slice(0, 6), id], Object.fromEntries(route.query))}>{title}</a>
      </h2>
      {children}
    </section>
  );
}

import { type ComponentChildren, render } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { catalog } from './data.ts';
import { replaceRoute, type Route, useRoute, withQuery } from './route.ts';
import { applyTheme, useTheme } from './theme.ts';
import { AccessView } from './views/access.tsx';
import { CapacityView } from './views/capacity.tsx';
import { DifferencesView } from './views/differences.tsx';
import { FlowView } from './views/flow.tsx';
import { ServiceView } from './views/service.tsx';
import { NamedTopicView } from './views/named-topic.tsx';
import { TopicView } from './views/topic.tsx';
import { TopicsView } from './views/topics.tsx';

const places = [
  { path: '', title: 'Topics' },
  { path: 'flow', title: 'Flow' },
  { path: 'access', title: 'Access' },
  { path: 'capacity', title: 'Capacity' },
  { path: 'differences', title: 'Differences' },
];

/** By the first step of an address; the list for the start and for what is not known. */
const views: ReadonlyMap<string, (props: { route: Route }) => ComponentChildren> = new Map([
  ['topic', TopicView],
  ['t', NamedTopicView],
  ['service', ServiceView],
  ['flow', FlowView],
  ['access', AccessView],
  ['capacity', CapacityView],
  ['differences', DifferencesView],
]);

function Page() {
  const route = useRoute();
  const [theme, nextTheme] = useTheme();
  const main = useRef<HTMLElement>(null);
  const here = route.path[0] ?? '';
  useArrival(route, main);
  useSlash();
  const View = views.get(here) ?? TopicsView;
  return (
    <>
      <a
        class="skip"
        href="#heading"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('heading')?.focus();
        }}
      >
        Skip to the content
      </a>
      <header class="top">
        <a class="mark" href="#/">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" />
            <path d="M6 9h7q4 0 5 7t5 7h3M6 16h20M6 23h7q4 0 5-7" />
          </svg>
          Workstreams
        </a>
        <SearchField route={route} />
        <nav aria-label="Views">
          {places.map(({ path, title }) => (
            <a key={path} href={`#/${path}`} aria-current={isHere(here, path) ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <button type="button" class="theme" onClick={nextTheme} aria-label={`Colours: ${theme}. Change`}>
          {{ system: '◐', light: '○', dark: '●' }[theme]}
        </button>
      </header>
      <main ref={main} id="main">
        <View route={route} />
      </main>
      <footer>
        <span>
          {catalog.topics.length} contracts, {catalog.environments.length} environments
        </span>
        <span>made {catalog.day}</span>
        {catalog.revision !== null && <span>from {catalog.revision.slice(0, 12)}</span>}
        <span>catalogue {catalog.catalog.slice(7, 19)}</span>
      </footer>
    </>
  );
}

function isHere(here: string, path: string): boolean {
  return here === path || (path === '' && (here === 'topic' || here === 't' || here === 'service'));
}

/** Words to find topics by; from another view it leads to the list. */
function SearchField({ route }: { route: Route }) {
  const onList = route.path.length === 0;
  const query = onList ? (route.query.get('q') ?? '') : '';
  return (
    <search>
      <input
        id="search"
        type="search"
        value={query}
        placeholder="Search topics, services, owners, fields"
        aria-label="Search topics"
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          const q = event.currentTarget.value;
          if (onList) replaceRoute(withQuery(route, { q }));
          else location.hash = `#/?q=${encodeURIComponent(q)}`;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          document.querySelector<HTMLElement>('.virtual a')?.focus();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </search>
  );
}

/** `/` goes to the search, as on most pages of code. */
function useSlash(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const inField = (event.target as Element).closest('input, select, textarea') !== null;
      if (event.key !== '/' || inField || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      document.getElementById('search')?.focus();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

/** How far each place had been scrolled when it was left. */
const scrolled = new Map<string, number>();

/**
 * A new place begins at its top with its heading read out; one that is returned to stands where it was left. What
 * only changes the place that one is at moves nothing.
 */
function useArrival({ path }: Route, main: { current: HTMLElement | null }): void {
  const place = path.slice(0, 6).join('/');
  const first = useRef(true);
  const byLink = useRef(false);
  useEffect(() => {
    const clicked = (event: MouseEvent) => {
      byLink.current = (event.target as Element).closest('a[href^="#/"]') !== null;
    };
    addEventListener('click', clicked, true);
    history.scrollRestoration = 'manual';
    return () => removeEventListener('click', clicked, true);
  }, []);
  // Before the browser tells of a scroll that the new place's height brought about.
  useLayoutEffect(() => {
    const heading = main.current?.querySelector('h1');
    document.title = `${heading?.textContent ?? 'Topics'} · Topic catalogue`;
    const isSearching = document.activeElement?.id === 'search';
    if (!first.current && !isSearching) {
      heading?.focus({ preventScroll: true });
      const left = byLink.current ? 0 : (scrolled.get(place) ?? 0);
      if (path[6] === undefined || left > 0) scrollTo(0, left);
    }
    first.current = false;
    byLink.current = false;
    const keep = () => scrolled.set(place, scrollY);
    addEventListener('scroll', keep, { passive: true });
    return () => removeEventListener('scroll', keep);
  }, [place]);
}

applyTheme();
const page = document.getElementById('page');
if (page === null) throw new Error('this page has no place for itself');
page.replaceChildren();
render(<Page />, page);

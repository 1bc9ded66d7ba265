import { useEffect, useState } from 'preact/hooks';

/** Where the reader is: `#/topic/rnle/worker/work/commands/v1?env=prod`. */
export interface Route {
  /** `['topic', 'rnle', …]`; empty at the start. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return {
    path: path
      .split('/')
      .filter((step) => step !== '')
      .map(decoded),
    query: new URLSearchParams(query),
  };
}

/** A link to a place of the page; empty values are left out. */
export function linkTo(path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  const text = search.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

/** A hand-written address may hold anything. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Changes the address without a step in the history: what is typed is not what one goes back to. */
export function replaceRoute(link: string): void {
  history.replaceState(null, '', link);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return parseRoute(hash);
}

/** The same place with other values; empty ones are taken out. */
export function withQuery({ path, query }: Route, changes: Readonly<Record<string, string>>): string {
  return linkTo(path, { ...Object.fromEntries(query), ...changes });
}

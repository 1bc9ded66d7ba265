/**
 * Whether a pattern of a CODEOWNERS file takes a path (`contracts/shop/system.yaml`, from the top of the repository), by
 * GitHub's rules: those of .gitignore, but that `docs/*` takes what is directly in `docs` and nothing below. A backslash
 * takes the special meaning of the character behind it.
 */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const segments = segmentsOf(pattern);
  return (path) => takes(segments, path.split('/'));
}

/** `**` stands for any folders. */
function segmentsOf(pattern: string): string[] {
  // The top is no name, and nothing is called so.
  if (pattern === '/') return [''];
  const parts = pattern.split('/');
  const [first, last] = [parts[0], parts.at(-1)];
  const isFolder = parts.length > 1 && last === '';
  const named = isFolder ? parts.slice(0, -1) : parts;
  // A name alone is looked for in every folder; with a slash in front or within it begins at the top.
  const anchored = first === '' ? named.slice(1) : named.length === 1 ? ['**', ...named] : named;
  return isFolder ? [...anchored, '**'] : anchored;
}

function takes(segments: readonly string[], path: readonly string[]): boolean {
  // How many names of the path the segments so far may have used.
  let used = new Set([0]);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const next = new Set<number>();
    for (const count of used)
      if (segment === '**') {
        // What ends with it is about what is in the folder, not about the folder.
        for (let to = isLast ? count + 1 : count; to <= path.length; to += 1) next.add(to);
      } else if (isName(segment, path[count])) {
        // What names a file or folder takes all that is in it.
        if (isLast && segment !== '*') return true;
        next.add(count + 1);
      }
    used = next;
  }
  return used.has(path.length);
}

/** Whether one name of a path is that of a segment; goes back to the last `*` alone, so that no pattern takes long. */
function isName(segment: string, name: string | undefined): boolean {
  if (name === undefined || segment === '') return false;
  let [at, to] = [0, 0];
  let star: readonly [at: number, to: number] | undefined;
  while (to < name.length) {
    const isEscaped = segment[at] === '\\';
    const wanted = segment[isEscaped ? at + 1 : at];
    if (!isEscaped && wanted === '*') {
      at += 1;
      star = [at, to];
    } else if (wanted !== undefined && (wanted === name[to] || (!isEscaped && wanted === '?'))) {
      at += isEscaped ? 2 : 1;
      to += 1;
    } else if (star === undefined) {
      return false;
    } else {
      star = [star[0], star[1] + 1];
      [at, to] = star;
    }
  }
  return /^\**$/.test(segment.slice(at));
}

import { useEffect, useState } from 'preact/hooks';

const media = matchMedia('(max-width: 760px)');

/** Whether the page is as wide as a phone; the style has the same border. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(media.matches);
  useEffect(() => {
    const changed = () => setNarrow(media.matches);
    media.addEventListener('change', changed);
    return () => media.removeEventListener('change', changed);
  }, []);
  return narrow;
}

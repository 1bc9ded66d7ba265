import { useState } from 'preact/hooks';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const key = 'workstreams-theme';

/** What the reader chose; the system's own where nothing was chosen, or where a page may keep nothing. */
function keptTheme(): Theme {
  try {
    return themes.find((one) => one === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system';
  }
}

export function applyTheme(theme: Theme = keptTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** The theme, and how to get to the next one. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState(keptTheme);
  const next = () => {
    const following = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    try {
      localStorage.setItem(key, following);
    } catch {
      // Then it holds until the page is closed.
    }
    applyTheme(following);
    setTheme(following);
  };
  return [theme, next];
}

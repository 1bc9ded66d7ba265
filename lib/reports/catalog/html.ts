import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { CatalogData } from './catalog-page.ts';
import { inertJson } from './text.ts';

/** The program of the page and its looks, without any data. */
export interface Shell {
  readonly script: string;
  readonly style: string;
}

/**
 * One HTML file that needs nothing else. Its policy lets one script and one style run, known by their digests, and
 * asks no one for anything; what contracts say is in blocks that no browser runs, and reaches the page as text.
 * @throws Error when script or style could end their own element
 */
export function catalogHtml({ page, topics, environments }: CatalogData, shell: Shell): string {
  const script = contained('script', shell.script);
  const style = contained('style', shell.style);
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    // No text ever becomes markup, not even by a mistake in the script.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const blocks = [
    `<script type="application/json" id="catalog">${inertJson(page)}</script>`,
    ...topics.map((part, index) => packed(`topics-${index}`, part)),
    ...environments.map((part, index) => packed(`environment-${index}`, part)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Topic catalogue</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<div id="page"><noscript>This catalogue is searched and drawn by a script inside this file. Allow scripts to see it.</noscript></div>
${blocks.join('\n')}
<script>${script}</script>
</body>
</html>
`;
}

/** Base64 of gzipped JSON: letters, digits, `+`, `/` and `=`, whatever is in it. */
function packed(id: string, value: unknown): string {
  const bytes = gzipSync(JSON.stringify(value), { level: 6 });
  return `<script type="application/octet-stream" id="${id}">${bytes.toString('base64')}</script>`;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function contained(element: 'script' | 'style', text: string): string {
  if (new RegExp(`</${element}|<!--`, 'i').test(text))
    throw new Error(`the page's ${element} would end its own element`);
  return text;
}

/** Three streams into one; drawn here, for a page that asks no one has no one to ask for an icon. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0f766e"/><path d="M6 9h7q4 0 5 7t5 7h3M6 16h20M6 23h7q4 0 5-7" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/></svg>',
)}`;

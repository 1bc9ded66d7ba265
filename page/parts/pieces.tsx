import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Fact } from '../../lib/reports/catalog/model.ts';
import { catalog } from '../data.ts';
import { type Route, withQuery } from '../route.ts';

/** A class of topics, with its colour beside the word. */
export function ClassTag({ of }: { of: string }) {
  return (
    <span class={`class class-${of}`}>
      <i aria-hidden="true" />
      {of}
    </span>
  );
}

/** What one should notice: restricted, high PII, deprecated. */
export function Notice({ children, tone }: { children: ComponentChildren; tone: 'calm' | 'warn' }) {
  return <span class={`notice notice-${tone}`}>{children}</span>;
}

export function Facts({ of }: { of: readonly Fact[] }) {
  return (
    <dl class="facts">
      {of.map(([name, value]) => (
        <div key={name + value}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Text that is kept as it is, with a button that copies it. */
export function Code({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  // A page from disk may have no clipboard.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  const copy = async () => {
    await clipboard?.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div class="code">
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      {clipboard !== undefined && (
        <button type="button" class="copy" onClick={() => void copy()} aria-label={`Copy: ${label}`}>
          {copied ? 'Copied' : 'Copy'}
        </button>
      )}
    </div>
  );
}

/** A text that few want to see. */
export function Folded({ title, text, open = false }: { title: string; text: string; open?: boolean }) {
  return (
    <details class="folded" open={open}>
      <summary>{title}</summary>
      <Code text={text} label={title} />
    </details>
  );
}

/** A wide table in a box of its own that scrolls. */
export function Scroll({ children, label }: { children: ComponentChildren; label: string }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}

interface EnvironmentSwitchProps {
  readonly route: Route;
  readonly chosen: number;
  /** @default all */
  readonly among?: readonly number[];
  /** @default Environment */
  readonly label?: string;
}

/** The environments to choose from; the choice is in the address (`?env=prod`). */
export function EnvironmentSwitch({ route, chosen, among, label = 'Environment' }: EnvironmentSwitchProps) {
  const shown = among ?? [...catalog.environments.keys()];
  return (
    <nav class="switch" aria-label={label}>
      {shown.map((index) => {
        const name = catalog.environments[index]?.name ?? '';
        return (
          <a
            key={name}
            href={withQuery(route, { env: name })}
            aria-current={index === chosen ? 'true' : undefined}
          >
            {name}
          </a>
        );
      })}
    </nav>
  );
}

/** The environment of the address, or the last one: the one that matters most comes last. */
export function chosenEnvironment(
  { query }: Route,
  among: readonly number[] = [...catalog.environments.keys()],
): number {
  const wanted = catalog.environments.findIndex(({ name }) => name === query.get('env'));
  return among.includes(wanted) ? wanted : (among.at(-1) ?? 0);
}

export function Waiting() {
  return (
    <p class="waiting" role="status">
      Opening…
    </p>
  );
}

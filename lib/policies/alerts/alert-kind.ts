/** Whether somebody is woken, where the environment wakes anybody. */
export type Gravity = 'page' | 'ticket';

/** What is the same for every alert of a name; the text is a template of Prometheus. */
export interface AlertKind {
  readonly gravity: Gravity;
  /** How long it must hold. */
  readonly after: string;
  readonly summary: string;
  /** What it means, in a sentence or two. */
  readonly meaning: string;
  /** What to do first; the runbook goes on. */
  readonly steps: readonly [string, string, string];
}

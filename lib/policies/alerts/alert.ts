import type { Environment } from '../../model/terms/environment.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import type { ObjectName } from '../../naming/object-name.ts';
import type { Gravity } from './alert-kind.ts';
import { type AlertName, alertKinds } from './kinds.ts';

/** An alert as Prometheus takes it: every text and number is decided here. */
export interface ResolvedAlert {
  readonly name: AlertName;
  readonly expr: string;
  /** How long it must hold before someone is notified. */
  readonly for: string;
  /** By which Alertmanager routes: `owner`, `system`, `environment`, `severity`, `source_topic`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A series that rules compute for several others. */
export interface ResolvedRecording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface ResolvedRuleGroup {
  /** Unique in its object. */
  readonly name: string;
  /** How often it is evaluated. @default what Prometheus is configured with */
  readonly interval?: string;
  readonly rules: readonly (ResolvedAlert | ResolvedRecording)[];
}

/** The PrometheusRule of one unit. */
export interface ResolvedRules {
  readonly object: ObjectName;
  readonly groups: readonly ResolvedRuleGroup[];
}

/** Whose alerts they are. */
export interface AlertOwner {
  readonly environment: Environment;
  readonly system: string;
  /** The team. */
  readonly owner: string;
  /** Who is called and where it is talked about, as contracts write it. */
  readonly contact?: string;
  /** The topic that the contract declares: its retries and dead letters have names of their own. */
  readonly topic?: string;
  /** The gravest that an alert of it may be. @default page */
  readonly gravest?: Gravity;
}

/** Bulk that no one is woken for. */
const quietClasses: readonly TopicClass[] = ['met', 'aud', 'log'];

/** The gravest that an alert about a topic of this class may be. */
export function gravestOf(cls: TopicClass): Gravity {
  return quietClasses.includes(cls) ? 'ticket' : 'page';
}

/** Of an alert that is grave: in an environment that wakes no one, or about bulk, it is a ticket as well. */
export function severityOf({ environment, gravest = 'page' }: AlertOwner): Gravity {
  return environment.alerts === 'page' ? gravest : 'ticket';
}

/** An alert on the cluster: its rule names who is notified. */
export function alert(owner: AlertOwner, name: AlertName, expr: string): ResolvedAlert {
  const { environment, system, owner: team } = owner;
  const { gravity, after } = alertKinds[name];
  const labels = {
    environment: environment.environment,
    owner: team,
    severity: gravity === 'page' ? severityOf(owner) : 'ticket',
    system,
  };
  return { name, expr, for: after, labels, annotations: annotationsOf(environment, name) };
}

/** What an alert says of itself, whatever it is about. */
export function annotationsOf({ monitoring }: Environment, name: AlertName): Record<string, string> {
  const { summary, meaning } = alertKinds[name];
  const { runbooks } = monitoring;
  return {
    summary,
    description: meaning,
    steps: stepsOf(name),
    ...(runbooks === 'none' ? {} : { runbook_url: `${runbooks}/${runbookOf(name)}` }),
  };
}

/** An alert's steps and the name of its page are the same for every topic: they are made once. */
const made = new Map<AlertName, { readonly steps: string; readonly runbook: string }>();

function madeOf(name: AlertName): { readonly steps: string; readonly runbook: string } {
  let found = made.get(name);
  if (found === undefined) {
    found = {
      steps: alertKinds[name].steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
      runbook: `${name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.md`,
    };
    made.set(name, found);
  }
  return found;
}

function stepsOf(name: AlertName): string {
  return madeOf(name).steps;
}

/** `KafkaConsumerLagHigh`: `kafka-consumer-lag-high.md` */
export function runbookOf(name: AlertName): string {
  return madeOf(name).runbook;
}

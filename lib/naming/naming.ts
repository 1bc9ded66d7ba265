import type { ContractAddress, NameScope } from './address.ts';
import { type Form, readForm } from './ambiguity.ts';
import { acceptsText } from './automaton.ts';
import { certain, type Parsed, parsed, rejected } from './brand.ts';
import type { NamingDeclaration } from './naming-terms.ts';
import type { Segment } from './segments.ts';
import { has, type Item, segmentsOf, type Template, templateText } from './template.ts';
import { parseTopicName, type TopicName } from './topic-name.ts';

/** What a name is: that of a contract's topic, or of one that follows from it. */
export type NameKind = 'topic' | 'retry' | 'dead-letter';

/** What a name says. */
export interface ParsedName {
  readonly kind: NameKind;
  readonly version: number;
  /**
   * Every segment of the template but the version, by name; `context` and `topic` as their folders are called, also
   * where they consist of parts.
   */
  readonly segments: Readonly<Record<string, string>>;
}

/** A template that is ready for use; `forms` are its names with and without what is in brackets. */
export interface ReadyTemplate {
  readonly template: Template;
  readonly forms: readonly Form[];
}

/** A folder whose name consists of several segments. */
export interface FolderParts {
  readonly template: Template;
  readonly form: Form;
}

export type PartedFolder = 'context' | 'topic';

export interface NamingProps {
  readonly declaration: NamingDeclaration;
  readonly templates: Readonly<Record<NameKind, ReadyTemplate>>;
  readonly parts: ReadonlyMap<string, FolderParts>;
  /** What each segment may be; `version` as in a template without brackets. */
  readonly segments: ReadonlyMap<string, Segment>;
  /** Rights can be given by namespace: what is before the topic is the beginning of its topics' names alone. */
  readonly namespaced: boolean;
}

/** Segments that do not come from the environment's own. */
export const knownSegments = ['env', 'tenant', 'system', 'context', 'class', 'topic', 'version', 'tier'];
const ofEnvironment = ['env', 'tenant'];

/**
 * How one system names its topics. One template a kind writes names and reads them, so that both are inverse; made by
 * `makeNaming`, which refuses a declaration by which two addresses get one name.
 */
export class Naming {
  readonly declaration: NamingDeclaration;
  /** Topics keep the names that they had before their contracts: any name is a topic's, of the first version. */
  readonly imported: boolean;
  /** The topic template in full, or `imported`. */
  readonly text: string;
  /** Whether names carry a tenant: each contract is then one topic a tenant. */
  readonly hasTenants: boolean;
  /** Segments that an environment must give besides `env` and `tenant`, for example `region`. */
  readonly environmentSegments: readonly string[];
  /** Segments that folders consist of, for example `executorClass`. */
  readonly parts: readonly string[];
  private readonly props: NamingProps;

  constructor(props: NamingProps) {
    const { template } = props.templates.topic;
    this.props = props;
    this.declaration = props.declaration;
    this.imported = props.declaration === 'imported';
    this.text = this.imported ? 'imported' : templateText(template);
    this.hasTenants = has(template, 'tenant');
    this.parts = [...props.parts.values()].flatMap((one) => segmentsOf(one.template));
    const used = Object.values(props.templates).flatMap((one) => segmentsOf(one.template));
    this.environmentSegments = [...new Set(used)].filter(
      (name) => !knownSegments.includes(name) && !this.parts.includes(name),
    );
  }

  /** The name of the contract's topic. */
  topic(address: ContractAddress, scope: NameScope): Parsed<TopicName> {
    return this.format('topic', address, scope);
  }

  /** @param tier the delay as it is written in names: `1m`, `15m`, `2h` */
  retry(address: ContractAddress, scope: NameScope, tier: string): Parsed<TopicName> {
    return this.format('retry', address, scope, tier);
  }

  deadLetter(address: ContractAddress, scope: NameScope): Parsed<TopicName> {
    return this.format('dead-letter', address, scope);
  }

  /** What a name is, and what it consists of. */
  parse(name: string): Parsed<ParsedName> {
    const topic = parseTopicName(name);
    if (!topic.ok) return topic;
    for (const kind of ['topic', 'retry', 'dead-letter'] as const) {
      for (const form of this.props.templates[kind].forms) {
        const read = readForm(form, name);
        if (read === undefined) continue;
        const { version = '1', ...segments } = read;
        return parsed({ kind, version: Number(version), segments: { ...segments, ...this.folders(read) } });
      }
    }
    return rejected(`${JSON.stringify(name)} does not have the form ${this.text}`);
  }

  /** What of an environment or tenant its names do not take; the first such segment. */
  scopeProblem(scope: NameScope): { readonly segment: string; readonly what: string } | undefined {
    const { template } = this.props.templates.topic;
    for (const segment of segmentsOf(template)) {
      if (!ofEnvironment.includes(segment) && !this.environmentSegments.includes(segment)) continue;
      const value = scopeValue(scope, segment);
      const what = value === undefined ? missing(segment) : this.complaint(segment, value);
      if (what !== undefined) return { segment, what };
    }
    return undefined;
  }

  /** What a folder's name consists of: its parts, or nothing where it has none; or why it cannot have this name. */
  folder(folder: PartedFolder, name: string): Parsed<Readonly<Record<string, string>>> {
    const parts = this.props.parts.get(folder);
    if (parts === undefined) {
      const wrong = this.complaint(folder, name);
      return wrong === undefined ? parsed({}) : rejected(wrong);
    }
    const read = readForm(parts.form, name);
    return read === undefined
      ? rejected(`the ${folder} ${JSON.stringify(name)} must be ${templateText(parts.template)}`)
      : parsed(read);
  }

  /**
   * The parts of an address's folders by their names; empty where its folders have none.
   * @throws Error where the naming does not take the folders: the rule on topic names comes first
   */
  partsOf(address: ContractAddress): Readonly<Record<string, string>> {
    return certain(this.allParts(address));
  }

  /**
   * The beginning that the names of all topics of the address's namespace have and no other name has, up to a
   * separator; undefined where the naming has none. A right on this prefix reaches these topics alone.
   */
  namespaceOf(address: ContractAddress, scope: NameScope): string | undefined {
    if (!this.props.namespaced) return undefined;
    const parts = this.props.parts.get('topic')?.template;
    return this.beginningOf(address, scope, parts === undefined ? ['topic'] : segmentsOf(parts));
  }

  /**
   * What the topic's name has before the first of some segments; undefined where the template lacks them, or no
   * separator is before them.
   */
  beginningOf(address: ContractAddress, scope: NameScope, segments: readonly string[]): string | undefined {
    const before = itemsBefore(this.props.templates.topic.template, segments);
    const values = this.values(address, scope);
    return before === undefined || !values.ok ? undefined : written(before, values.value);
  }

  /**
   * The topic's name without what differs by environment and tenant, each with the text behind it.
   * @throws Error where the naming does not take the folders: the rule on topic names comes first
   */
  commonName(address: ContractAddress): string {
    const kept: Item[] = [];
    let dropped = false;
    for (const item of itemsOf(this.props.templates.topic.template, address.version)) {
      const varies =
        item.kind === 'segment' &&
        (ofEnvironment.includes(item.name) || this.environmentSegments.includes(item.name));
      if (!varies && !(dropped && item.kind === 'text')) kept.push(item);
      dropped = varies;
    }
    // Behind the last one there is no text: the one before it goes.
    if (dropped && kept.at(-1)?.kind === 'text') kept.pop();
    return written(kept, certain(this.values(address, { env: '' })));
  }

  private format(
    kind: NameKind,
    address: ContractAddress,
    scope: NameScope,
    tier?: string,
  ): Parsed<TopicName> {
    const { template } = this.props.templates[kind];
    if (address.version !== 1 && !has(template, 'version')) {
      return rejected('an imported name has no second version: name the next one in another system');
    }
    const values = this.values(address, scope, tier);
    if (!values.ok) return values;
    let name = '';
    for (const item of template) {
      if (item.later && address.version === 1) continue;
      if (item.kind === 'text') {
        name += item.text;
        continue;
      }
      const value = values.value(item.name);
      if (value === undefined) return rejected(missing(item.name));
      const wrong = this.complaint(item.name, value);
      if (wrong !== undefined) return rejected(wrong);
      name += value;
    }
    return parseTopicName(name);
  }

  private complaint(name: string, value: string): string | undefined {
    const segment = this.props.segments.get(name);
    if (segment === undefined || acceptsText(segment.texts, value)) return undefined;
    const article = knownSegments.includes(name) ? `the ${name}` : `{${name}}`;
    return `${article} ${JSON.stringify(value)} ${segment.complaint(value)}`;
  }

  private values(address: ContractAddress, scope: NameScope, tier?: string): Parsed<Values> {
    const parts = this.allParts(address);
    if (!parts.ok) return parts;
    return parsed((name) => {
      switch (name) {
        case 'system':
        case 'context':
        case 'class':
        case 'topic':
          return address[name];
        case 'version':
          return String(address.version);
        case 'tier':
          return tier;
        default:
          return ownValue(parts.value, name) ?? scopeValue(scope, name);
      }
    });
  }

  private allParts(address: ContractAddress): Parsed<Readonly<Record<string, string>>> {
    if (this.parts.length === 0) return parsed({});
    const parted = (folder: PartedFolder) =>
      this.props.parts.has(folder) ? this.folder(folder, address[folder]) : parsed({});
    const context = parted('context');
    if (!context.ok) return context;
    const topic = parted('topic');
    return topic.ok ? parsed({ ...context.value, ...topic.value }) : topic;
  }

  /** The names of the folders whose parts are in a name. */
  private folders(read: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      [...this.props.parts]
        .filter(([, { template }]) => segmentsOf(template).every((name) => Object.hasOwn(read, name)))
        .map(([folder, { template }]) => [folder, written(template, (name) => read[name])]),
    );
  }
}

/** The text of a segment, where there is one. */
type Values = (name: string) => string | undefined;

const ownValue = (values: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

function scopeValue({ env, tenant, segments = {} }: NameScope, name: string): string | undefined {
  if (name === 'env') return env;
  return name === 'tenant' ? tenant : ownValue(segments, name);
}

const missing = (name: string): string =>
  name === 'tenant' ? 'the environment has no tenant' : `the environment has no segment {${name}}`;

/** What is before the first of some segments, up to a separator; undefined where it does not end with one. */
export function itemsBefore(template: Template, names: readonly string[]): Template | undefined {
  const at = template.findIndex((item) => item.kind === 'segment' && names.includes(item.name));
  const last = template[at - 1];
  return last?.kind === 'text' && /[._-]$/.test(last.text) ? template.slice(0, at) : undefined;
}

const itemsOf = (template: Template, version: number): Template =>
  template.filter(({ later }) => !later || version !== 1);

const written = (items: Template, values: Values): string =>
  items.map((item) => (item.kind === 'text' ? item.text : (values(item.name) ?? ''))).join('');

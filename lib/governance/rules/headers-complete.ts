import { messagesOf, type SharedSchema } from '../../model/catalog.ts';
import { suggestion } from '../../model/text/nearest.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const headersComplete: CatalogRule = {
  id: 'headers-complete',
  on: 'catalog',
  what: "A contract names the headers that its system's header schemas ask for, and none that they do not describe.",
  why: 'Tracing, tenants, encryption and signatures are read from headers before anyone opens a value.',
  fix: "List the headers under `headers`; what each holds is described in the system's `messages/*Headers*.schema.json`, or in that of all systems.",
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const messages = messagesOf(catalog, contract.address.system);
      const { headers, critical } = contract.terms;
      const missing = headersAskedFor(messages, contract.address.class, critical)
        .filter(({ name }) => !headers.includes(name))
        .map(({ name, title }) => `${name} (${title})`);
      const known = messages.flatMap(headerSchema).flatMap(({ described }) => described);
      return [
        ...(missing.length === 0
          ? []
          : [
              inContract(
                headersComplete,
                contract,
                headers.length === 0 ? [] : ['headers'],
                `${missing.length === 1 ? 'a header is' : `${missing.length} headers are`} missing: ${missing.join(', ')}`,
                'add them to headers',
              ),
            ]),
        ...headers.flatMap((name, index) =>
          known.includes(name)
            ? []
            : [
                inContract(
                  headersComplete,
                  contract,
                  ['headers', index],
                  `no header schema of ${contract.address.system} describes "${name}"`,
                  `${suggestion(name, known)}; or describe it in a schema named *Headers`,
                ),
              ],
        ),
      ];
    }),
};

/** The headers that a contract of this class must name, with the schema that asks for each. */
export function headersAskedFor(
  messages: readonly SharedSchema[],
  cls: TopicClass,
  critical: boolean,
): { readonly name: string; readonly title: string }[] {
  return messages
    .flatMap(headerSchema)
    .filter(({ title }) => asked(title, cls, critical))
    .flatMap(({ title, required }) => required.map((name) => ({ name, title })));
}

/** Which contracts a header schema is for, by its title; the others describe what may be there. */
function asked(title: string, cls: TopicClass, critical: boolean): boolean {
  if (title === 'MessageHeaders') return true;
  if (title === 'QueryHeaders') return cls === 'qrs';
  return title === 'SignatureHeaders' && critical;
}

function headerSchema({ value }: SharedSchema) {
  const { title, required, properties } = value as Record<string, unknown>;
  return typeof title === 'string' && title.endsWith('Headers')
    ? [
        {
          title,
          required: Array.isArray(required) ? (required as string[]) : [],
          described: Object.keys((properties as object | undefined) ?? {}),
        },
      ]
    : [];
}

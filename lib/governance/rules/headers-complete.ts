import { messagesOf, type SharedSchema } from '../../model/catalog.ts';
import type { Contract } from '../../model/contract.ts';
import { suggestion } from '../../model/nearest.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const headersComplete: CatalogRule = {
  id: 'headers-complete',
  on: 'catalog',
  what: "A contract names the headers that its system's header schemas ask for, and none that they do not describe.",
  why: 'Tracing, tenants, encryption and signatures are read from headers before anyone opens a value.',
  fix: "List the headers under `headers`; what each holds is described in the system's `messages/*Headers*.schema.json`.",
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const schemas = messagesOf(catalog, contract.address.system).flatMap((one) => headerSchema(one));
      const { headers } = contract.terms;
      const missing = schemas
        .filter(({ title }) => asked(title, contract))
        .flatMap(({ title, required }) =>
          required.filter((name) => !headers.includes(name)).map((name) => `${name} (${title})`),
        );
      const known = schemas.flatMap(({ described }) => described);
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

/** Which contracts a header schema is for, by its title; the others describe what may be there. */
function asked(title: string, { address, terms }: Contract): boolean {
  if (title === 'MessageHeaders') return true;
  if (title === 'QueryHeaders') return address.class === 'qrs';
  return title === 'SignatureHeaders' && terms.critical;
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

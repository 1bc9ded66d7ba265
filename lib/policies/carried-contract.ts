import { messagesOf, type Catalog, type SharedSchema } from '../model/catalog.ts';
import {
  type Carried,
  type CarriedContract,
  type CarriedOperations,
  type CarriedOperator,
  type CarriedReport,
  usualMessageBytes,
} from '../model/carried-contract.ts';
import type { CarriedSchema } from '../model/schemas/carried-schema.ts';
import { carriedSchema } from '../model/schemas/carried-schema.ts';
import { contractFields } from '../model/schemas/contract-fields.ts';
import { addressText, type Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { OperationsTerms } from '../model/terms/operations-terms.ts';
import type { Duty, SystemDeclaration } from '../model/terms/system.ts';
import { canarySchemas } from './canary-schemas.ts';
import { carriedReplay } from './carried-replay.ts';
import { carriedTopic } from './carried-topic.ts';
import { serviceHeaders } from './message-headers.ts';
import { operationsPrefix, keepsJournal, resolveOperations } from './operations.ts';
import { RegistrySchemas } from './registry-schemas.ts';
import type { ResolvedService } from './resolved-service.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { isAbout } from './roles/duty-roles.ts';
import { holderOf } from './roles/holder.ts';
import { serviceName } from './service-name.ts';
import { isPlain, isSchemaKnown } from './topic-messages.ts';

/** What programs at a desk know of an environment: its topics with dead letters or replays, and the operations of its systems. */
export function carriedOf(
  catalog: Catalog,
  { environment, systems }: { readonly environment: Environment; readonly systems: readonly CarriedParts[] },
): Carried {
  const known = new RegistrySchemas();
  const parts = systems.map((system) => {
    const shared = messagesOf(catalog, system.declaration.id);
    return carriedSystem(system, environment, shared, known);
  });
  return {
    topics: parts.flatMap(({ topics }) => topics),
    operations: parts.flatMap(({ operations }) => operations),
  };
}

/** What of a resolved system its operators get. */
export interface CarriedParts {
  readonly declaration: SystemDeclaration;
  readonly families: readonly ResolvedFamily[];
  readonly services: readonly ResolvedService[];
}

/** The same of one system. */
export function carriedSystem(
  system: CarriedParts,
  environment: Environment,
  shared: readonly SharedSchema[],
  known = new RegistrySchemas(),
): Carried {
  const { families } = system;
  const tenants = [...new Set(families.map(({ tenant }) => tenant))];
  const context = { environment, shared, known };
  return {
    topics: families.flatMap((family) => {
      const found = carriedContract(family, context);
      const replay = carriedReplay(system, family, found.wireFormat);
      return family.deadLetter === undefined && replay === undefined
        ? []
        : [{ ...found, ...(replay === undefined ? {} : { replay }) }];
    }),
    operations: tenants.map((tenant) => carriedOperations(system, tenant, context)),
  };
}

interface Context {
  readonly environment: Environment;
  /** Schemas that contracts of the system share. */
  readonly shared: readonly SharedSchema[];
  readonly known: RegistrySchemas;
}

/** What programs that repair messages know of a contract's topic. */
function carriedContract(family: ResolvedFamily, context: Context): CarriedContract {
  const { environment, shared } = context;
  const { contract, tenant } = family;
  const { address, terms } = contract;
  const personal = contractFields(contract, shared)
    .value.filter(({ pii, path }) => isPersonal(pii) && path !== '')
    .map(({ path }) => path);
  const isKnown = isSchemaKnown(contract, contract.valueSchema);
  const letters = deadLetterSchema(terms.deadLetter?.schema, shared);
  return {
    ...carriedTopic(family),
    ...{ environment: environment.environment, system: address.system },
    ...(tenant === undefined ? {} : { tenant }),
    contract: addressText(address),
    owner: terms.owner,
    classification: terms.classification,
    ...(isKnown ? { schema: carriedSchema(contract, shared) } : {}),
    ...registered(family, context),
    ...(terms.cleanup.includes('compact') ? { tombstones: true } : {}),
    ...largest(contract),
    ...(letters === undefined ? {} : { deadLetterSchema: letters }),
    personalData: personal,
    personalKey: personal.includes(terms.key.field),
  };
}

/** The largest message of a topic, where it is not the usual one. */
export function largest({ terms }: Contract): Pick<CarriedContract, 'maxMessageBytes'> {
  const bytes: number = terms.maxMessageSize;
  return bytes === usualMessageBytes ? {} : { maxMessageBytes: bytes };
}

/** A field whose level is not known is not taken for personal data: a rule asks for the level. */
function isPersonal(pii: unknown): boolean {
  return pii !== undefined && pii !== 'none';
}

function deadLetterSchema(
  id: string | undefined,
  shared: readonly SharedSchema[],
): CarriedSchema | undefined {
  const found = shared.find(
    ({ value }) => id !== undefined && (value as { $id?: unknown } | null)?.$id === id,
  );
  if (found === undefined) return undefined;
  const others = shared.filter((one) => one !== found && isJsonSchema(one.value)).map(({ value }) => value);
  return { format: 'json-schema', schema: found.value, shared: others };
}

function isJsonSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$schema' in value;
}

/** How values of a topic are written, and by which schemas of a registry. */
export function registered(
  family: ResolvedFamily,
  { environment, shared, known }: Context,
): Pick<CarriedContract, 'wireFormat' | 'subjects'> {
  if (environment.schemaRegistry === 'none' || isPlain(family.contract))
    return { wireFormat: 'plain', subjects: [] };
  const subjects = canarySchemas(family, shared, known);
  return { wireFormat: 'confluent', subjects };
}

/** The operations of one tenant of a system, or of the system as a whole. */
function carriedOperations(
  { declaration, families: all, services }: CarriedParts,
  tenant: string | undefined,
  context: Context,
): CarriedOperations {
  const { environment } = context;
  const families = all.filter((family) => family.tenant === tenant);
  const found = resolveOperations(declaration.operations, families);
  const operators = operatorsOf({ declaration, services }, tenant, families);
  const writer = operators[0]?.service ?? declaration.id;
  const report = (as: keyof OperationsTerms): { [name in typeof as]?: CarriedReport } => {
    const family = found?.[as];
    const { message } = as === 'journal' ? { message: undefined } : (declaration.operations?.[as] ?? {});
    return family === undefined ? {} : { [as]: carriedReport(family, message, writer, context) };
  };
  return {
    ...{ environment: environment.environment, system: declaration.id },
    ...(tenant === undefined ? {} : { tenant }),
    operators,
    ...report('journal'),
    ...report('audit'),
    ...report('metrics'),
  };
}

function operatorsOf(
  { declaration: { id, services }, services: resolved }: Pick<CarriedParts, 'declaration' | 'services'>,
  tenant: string | undefined,
  families: readonly ResolvedFamily[],
): CarriedOperator[] {
  return services.filter(keepsJournal).map((service): CarriedOperator => {
    const name = serviceName(id, tenant, service.id);
    const principal = resolved.find((one) => one.name === name)?.principal;
    const about = (duty: Duty['duty']) => {
      const mine = (service.duties ?? []).filter((one) => one.duty === duty);
      return families.filter((family) => mine.some((one) => isAbout(one, family)));
    };
    const names = (found: readonly ResolvedFamily[]) => found.map(({ source }) => source.name.value);
    return {
      service: service.id,
      ...(principal === undefined ? {} : { principal: principal.name }),
      group: name,
      transactionalId: operationsPrefix(holderOf(service, name, tenant)),
      deadLettersOf: names(
        about('dead letter operator').filter(({ deadLetter }) => deadLetter !== undefined),
      ),
      replaysInto: names(about('replayer').filter(({ written }) => written.length > 0)),
    };
  });
}

function carriedReport(
  family: ResolvedFamily,
  message: CarriedReport['message'],
  service: string,
  context: Context,
): CarriedReport {
  const { environment, shared } = context;
  const { contract, source } = family;
  return {
    topic: source.name.value,
    ...(message === undefined ? {} : { message }),
    key: contract.terms.key.field,
    schema: carriedSchema(contract, shared),
    ...(contract.keySchema === undefined ? {} : { keySchema: contract.keySchema.value }),
    ...registered(family, context),
    headers: serviceHeaders(family, environment, service, shared),
    headerNames: contract.terms.headers,
  };
}

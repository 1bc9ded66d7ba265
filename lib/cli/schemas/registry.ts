import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { addressText } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { isError, printable } from '../../model/text/problem.ts';
import { resolve } from '../../policies/resolve.ts';
import { type SchemaSubject, schemaSubjects } from '../../policies/schema-subjects.ts';
import { RegistryClient } from '../../registry/client.ts';
import { registryPlace } from '../../registry/credentials.ts';
import type { Credentials } from '../../registry/http.ts';
import type { SchemasPlanProps } from '../../registry/schemas-plan.ts';
import { judgeProject } from '../judge.ts';
import { loadProject, type Project } from '../project.ts';
import { besideReport, listingCommand, problemList, refuse, today } from '../report.ts';

interface RegistryOptions {
  readonly env: string;
  readonly root: string;
  readonly url?: string | undefined;
  readonly credentials?: string | undefined;
}

export interface PlanOptions extends RegistryOptions {
  readonly system?: string | undefined;
  readonly contract?: string | undefined;
  readonly quiet?: true | undefined;
}

/** What a plan of schemas needs; undefined where standard error says why there is none, and the exit code is 1. */
export function schemasPlanProps(options: PlanOptions): SchemasPlanProps | undefined {
  const project = rightProject(options);
  const environment = project?.environments[0];
  if (project === undefined || environment === undefined) return undefined;
  const chosen = choice(project, options);
  if (chosen === undefined) return undefined;
  const place = placeOf(environment, options);
  if (place === undefined) return undefined;
  return {
    environment: environment.environment,
    ...place,
    subjects: schemaSubjects(project.catalog, resolve(project.catalog, environment)),
    ...(chosen === 'all' ? {} : { isChosen: chosen }),
    isExcepted: exceptedIn(project, environment),
  };
}

/** The registry of an environment; undefined where standard error says why there is none. */
export function placeOf(environment: Environment, { url, credentials: folder }: RegistryOptions) {
  const given = folder === undefined ? credentialsFromVariables() : fromFolder(folder);
  if (given === undefined)
    return refuse(
      `${printable(folder ?? '')} has no files username and password that can be read\n  name a folder with both, as a Secret is mounted\n`,
    );
  const place = registryPlace(environment, url, given);
  if (!place.ok) return refuse(`${place.error}\n`);
  const wait = (milliseconds: number) => setTimeout(milliseconds);
  const { url: address, credentials, ...terms } = place.value;
  return { client: new RegistryClient({ url: address, credentials, fetch, wait }), ...terms };
}

export function credentialsFromVariables(): Partial<Credentials> {
  const { WORKSTREAMS_REGISTRY_USERNAME: username, WORKSTREAMS_REGISTRY_PASSWORD: password } = process.env;
  return { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
}

/** Editors end a file with a line; a password does not. */
function fromFolder(folder: string): Credentials | undefined {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8').replace(/\r?\n$/, '');
  try {
    return { username: read('username'), password: read('password') };
  } catch {
    return undefined;
  }
}

/** A project that every rule lets pass, as what is registered cannot be taken back. */
function rightProject({ env, root, quiet }: PlanOptions): Project | undefined {
  const project = loadProject({ root, today: today(), environments: [env] });
  if (!project.ok) return refuse(problemList(project.problems));
  const problems = judgeProject(project.value, () => () => {});
  if (problems.some(isError)) return refuse(problemList(problems.filter(isError)));
  if (problems.length > 0 && quiet !== true)
    process.stderr.write(`${besideReport(problems, listingCommand([env]))}\n`);
  return project.value;
}

function choice(
  { catalog }: Project,
  { system, contract }: PlanOptions,
): ((subject: SchemaSubject) => boolean) | 'all' | undefined {
  const systems = catalog.systems.map(({ id }) => id);
  if (system !== undefined && !systems.includes(system))
    return refuse(
      `there is no system ${printable(JSON.stringify(system))}\n  ${suggestion(system, systems)}\n`,
    );
  const addresses = catalog.contracts.map(({ address }) => addressText(address));
  const wanted = contract?.replace(/^contracts\//, '').replace(/\/+$/, '');
  if (wanted !== undefined && !addresses.includes(wanted))
    return refuse(
      `there is no contract ${printable(JSON.stringify(wanted))}\n  ${suggestion(wanted, addresses)}\n`,
    );
  if (system === undefined && wanted === undefined) return 'all';
  return (subject) =>
    subject.role !== 'message' &&
    (system === undefined || subject.system === system) &&
    (wanted === undefined || subject.contracts.includes(wanted));
}

function exceptedIn({ catalog }: Project, { exceptions }: Environment): (contract: string) => boolean {
  const day = today();
  const inForce = ({ rule, until }: { readonly rule: string; readonly until: string }) =>
    rule === 'schema-compatible' && until >= day;
  const addresses = new Set([
    ...catalog.contracts
      .filter(({ terms }) => terms.exceptions.some(inForce))
      .map(({ address }) => addressText(address)),
    ...exceptions.filter(inForce).map(({ subject }) => subject),
  ]);
  return (contract) => addresses.has(contract);
}

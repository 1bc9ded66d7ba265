import { Command } from '@commander-js/extra-typings';
import type { Carried } from '../model/carried-contract.ts';
import { carriedOf } from '../policies/carried-contract.ts';
import { envOption } from './dead-letters/options.ts';
import { today } from './report.ts';
import { resolvedProject } from './resolved-project.ts';
import { rootOption } from './root-option.ts';
import { runtime } from './runtime.ts';

export function adminCommand() {
  return new Command('admin')
    .addOption(envOption())
    .option('--system <id>', 'only the topics of one system')
    .option('--tokens <folder>', 'a file for each name that has tokens. Default: WORK_TOKENS_FOLDER')
    .option('--host <address>', 'where to listen. Default: WORK_HTTP_HOST, or 127.0.0.1')
    .option('--port <port>', 'its port; 0 is one that is free. Default: WORK_HTTP_PORT, or 9405')
    .option('--tls-certificate <file>', 'chain in PEM. Default: WORK_HTTP_TLS_CERTIFICATE_FILE')
    .option('--tls-key <file>', 'its key in PEM. Default: WORK_HTTP_TLS_KEY_FILE')
    .option('--without-tls', 'plain HTTP at any address, where something before it has TLS')
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
A file of --tokens is named as the person or program, and has lines: <scopes> sha256:<SHA-256 of the token>, with read, act or
read,act. What is done needs a reason, and is in the audit record under that name. GET /openapi.json describes the requests.
How to reach Kafka is said by the variables of pods (KAFKA_BOOTSTRAP_SERVERS, …).

Examples:
  $ workstreams admin --env prod --system shop --tokens ./tokens
  $ curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:9405/dead-letters

Exit codes: 0 it was stopped (SIGTERM), 1 starting again may help: its port is taken,
2 it will not: a variable or a file of a topic is wrong.`,
    )
    .action(async ({ env, system, root, tokens, host, port, tlsCertificate, tlsKey, withoutTls }) => {
      const carried = env === undefined ? undefined : carriedAt(root, env, system);
      if (env !== undefined && carried === undefined) return;
      const { runAdmin, standardLog, stopSignal } = runtime();
      const said = {
        WORK_TOKENS_FOLDER: tokens,
        WORK_HTTP_HOST: host,
        WORK_HTTP_PORT: port,
        WORK_HTTP_TLS_CERTIFICATE_FILE: tlsCertificate,
        WORK_HTTP_TLS_KEY_FILE: tlsKey,
        WORK_HTTP_WITHOUT_TLS: withoutTls === true ? 'true' : undefined,
      };
      const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
      process.exitCode = await runAdmin({
        ...{ variables: { ...process.env, ...given }, carried, log: standardLog(), stop: stopSignal() },
      });
    });
}

function carriedAt(root: string, env: string, system: string | undefined): Carried | undefined {
  const read = resolvedProject({ root, today: today(), environments: [env] });
  const resolved = read?.environments[0];
  if (read === undefined || resolved === undefined) return undefined;
  const { topics, operations } = carriedOf(read.project.catalog, resolved);
  const isMeant = (one: { readonly system: string }) => system === undefined || one.system === system;
  return { topics: topics.filter(isMeant), operations: operations.filter(isMeant) };
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CarriedTopic, parseCarriedTopic } from '../lib/model/carried-topic.ts';
import type { VariableReader } from './kafka/client-settings.ts';

/** The topics in the files `<name>.json` of the folder that `WORK_TOPICS_FOLDER` names, by their names. */
export function carriedTopics(variables: VariableReader): readonly CarriedTopic[] {
  const folder = variables.required('WORK_TOPICS_FOLDER');
  if (folder === '') return [];
  try {
    // A ConfigMap is mounted with hidden folders beside its files.
    const files = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
    return files.sort().flatMap((name) => {
      try {
        return [parseCarriedTopic(readFileSync(join(folder, name), 'utf8'))];
      } catch (error) {
        variables.problems.push(
          `WORK_TOPICS_FOLDER: ${join(folder, name)}: ${messageOf(error)}: render the environment again`,
        );
        return [];
      }
    });
  } catch (error) {
    variables.problems.push(`WORK_TOPICS_FOLDER: ${folder} cannot be read (${messageOf(error)})`);
    return [];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

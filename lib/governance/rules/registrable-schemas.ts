import { groupBy } from '../../model/groups.ts';
import { problem } from '../../model/text/problem.ts';
import { type SchemaSubject, schemaSubjects } from '../../policies/schema-subjects.ts';
import { bytesInFile, largestInFile } from '../../policies/subject-files.ts';
import type { EnvironmentRule } from '../rule.ts';

export const registrableSchemas: EnvironmentRule = {
  id: 'registrable-schemas',
  on: 'environment',
  what: 'Where an environment has a schema registry, no two schemas have one subject, no shared messages name each other in a circle, and each schema fits into a ConfigMap if a Job registers it.',
  why: 'A registry keeps one schema in a subject, and takes a schema only after all that it names. The Job reads schemas from ConfigMaps, which hold 1 MiB each.',
  fix: 'Rename the file of a shared message, or put what two messages need in a third one.',
  level: 'error',
  check: (resolved, { catalog }) => {
    if (resolved.environment.schemaRegistry === 'none') return [];
    const { registration } = resolved.environment.schemaRegistry;
    const subjects = schemaSubjects(catalog, resolved);
    const shared = sharedSubjects(subjects);
    // Where a subject has two schemas, what leads back to it cannot be said.
    return [
      ...(shared.length > 0 ? shared : circles(subjects)),
      ...(registration.by === 'job' ? tooLarge(subjects) : []),
    ];
  },
};

function sharedSubjects(subjects: readonly SchemaSubject[]) {
  return [...groupBy(subjects, ({ subject }) => subject)].flatMap(([subject, alike]) => {
    const files = [...new Set(alike.map(({ file }) => file))];
    // Two topics of one schema cannot have one subject either: the rule on topic names tells.
    return files.slice(1).map((file) => {
      const what = `"${subject}" would be the subject of ${files.filter((one) => one !== file).join(', ')} too`;
      const fix = 'give one of the files another name, or leave `schema.subject` out';
      return { ...problem({ file, line: 1, column: 1 }, '', what, fix, registrableSchemas.id), subject };
    });
  });
}

function tooLarge(subjects: readonly SchemaSubject[]) {
  // Each tenant has a topic of one contract.
  const files = new Map(subjects.map((one) => [one.file, one]));
  return [...files.values()].flatMap((one) => {
    const bytes = bytesInFile(one);
    if (bytes <= largestInFile) return [];
    const what = `the schema has ${bytes} bytes as JSON text, and a Job reads at most ${largestInFile} from a ConfigMap`;
    const fix =
      'make it smaller, put parts of it into shared messages, or let the pipeline register: by: pipeline';
    return [
      {
        ...problem({ file: one.file, line: 1, column: 1 }, '', what, fix, registrableSchemas.id),
        subject: one.subject,
      },
    ];
  });
}

function circles(subjects: readonly SchemaSubject[]) {
  const place = new Map(subjects.map(({ subject }, index) => [subject, index]));
  return subjects.flatMap((one, index) =>
    one.references
      .filter(({ subject }) => (place.get(subject) ?? -1) >= index)
      .map(({ name, subject }) => {
        const what = `it names ${name}, which leads back to it`;
        const fix =
          'put what both need in a third message: a registry takes a schema after all that it names';
        return {
          ...problem({ file: one.file, line: 1, column: 1 }, '', what, fix, registrableSchemas.id),
          subject,
        };
      }),
  );
}

/** The naming that each grammar of the earlier format has become, as `system.yaml` says it. */
export const namings: Readonly<Record<string, object | string>> = {
  namespaced: {
    topic: '{env}.{tenant}.{context}.{class}.{topic}.v{version}',
    retry: '{env}.{tenant}.{context}.rty.{topic}-{tier}.v{version}',
    deadLetter: '{env}.{tenant}.{context}.dlt.{topic}.v{version}',
  },
  'capability-queue': {
    topic: '{context}.{executorClass}.{executorKind}.v{version}',
    retry: '{context}.{executorClass}.{executorKind}.rty-{tier}.v{version}',
    deadLetter: '{context}.{executorClass}.{executorKind}.dlt.v{version}',
    parts: { topic: '{executorClass}.{executorKind}' },
  },
  'dotted-prefix': {
    topic: '{system}.{topic}[.v{version}]',
    retry: '{system}.{topic}.retry-{tier}[.v{version}]',
    deadLetter: '{system}.{topic}.dlq[.v{version}]',
    segments: {
      topic: {
        pattern: '[a-z][a-z0-9]*([._-][a-z0-9]+)*',
        // Such a name would be that of another version, retry or dead letter.
        not: '.*([._-]v[0-9]+|[.]dlq|[.]retry-[0-9]+[a-z]+)',
      },
    },
  },
  flat: {
    topic: '{topic}[_v{version}]',
    retry: '{topic}_retry_{tier}[_v{version}]',
    deadLetter: '{topic}_dlq[_v{version}]',
    segments: {
      topic: { pattern: '[a-z][a-z0-9]*(_[a-z0-9]+)*_(events|tasks)' },
    },
  },
  'as-found': 'imported',
};

/** What each context of a `namespaced` system had to have. */
export const earlierContextClasses = ['evt', 'cmd', 'ctl', 'aud', 'met'];

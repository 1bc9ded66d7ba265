import { Construct } from 'constructs';
import type { Environment } from '../../model/terms/environment.ts';
import { compare } from '../../model/text/problem.ts';
import { schemaListFile, type SchemaListEntry, schemasComponent } from '../../model/schema-list.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import type { RegisteredSubject } from '../../policies/system-schemas.ts';
import { KubeConfigMap } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface SchemaListProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** What it is part of, and named by: `<system>-schemas`. */
  readonly system: string;
  /** Of the system's programs. */
  readonly namespace: string;
  readonly subjects: readonly RegisteredSubject[];
}

/**
 * The subjects of a system with digests of their schemas: by it a plan and a release know what a change registers, without
 * asking the registry. Nothing mounts it.
 */
export class SchemaList extends Construct {
  constructor(scope: Construct, id: string, props: SchemaListProps) {
    super(scope, id);
    const { environment, system, namespace, subjects } = props;
    const entries = subjects
      .map(({ subject, state, format, compatibility, digest, contracts }): SchemaListEntry => {
        return { subject, state, format, compatibility, schema: digest, contracts: [...contracts] };
      })
      .sort((a, b) => compare(a.subject, b.subject));
    new KubeConfigMap(this, 'Resource', {
      metadata: metadata(environment, {
        kind: 'ConfigMap',
        name: joinObjectName(system, schemasComponent),
        namespace,
        system,
        component: schemasComponent,
      }),
      // A line a subject, so that a difference shows the subjects that differ.
      data: { [schemaListFile]: entries.map((one) => `${JSON.stringify(one)}\n`).join('') },
    });
  }
}

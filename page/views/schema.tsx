import type { SchemaView, TopicPart } from '../../lib/reports/catalog/model.ts';
import { Folded, Notice, Scroll } from '../parts/pieces.tsx';

/** The fields of a schema, and the files that say so. */
export function Schema({ of, part, title }: { of: SchemaView; part: TopicPart; title: string }) {
  const fields = of.fields.flatMap((index) => part.fields[index] ?? []);
  const files = [of, ...of.shared.flatMap((index) => part.shared[index] ?? [])];
  return (
    <>
      <h3>{title}</h3>
      <Scroll label={`${title} schema`}>
        <table class="schema">
          <thead>
            <tr>
              <th>Field</th>
              <th>Type</th>
              <th>About</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ path, type, required, about, pii }) => (
              <tr key={path}>
                <th scope="row" class="mono">
                  {path}
                  {required && (
                    <abbr title="required" class="required">
                      *
                    </abbr>
                  )}
                </th>
                <td>{type}</td>
                <td dir="auto">
                  {pii !== '' && pii !== 'none' && (
                    <Notice tone={pii === 'high' ? 'warn' : 'calm'}>PII: {pii}</Notice>
                  )}{' '}
                  {about}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {files.map(({ file, text }) => (
        <Folded key={file} title={file} text={text} />
      ))}
    </>
  );
}

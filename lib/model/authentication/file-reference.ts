/** A file's content in a properties file of Java: the client reads it itself (KIP-421, `DirectoryConfigProvider`). */
export function fileReference(path: string): string {
  const slash = path.lastIndexOf('/');
  return `\${dir:${path.slice(0, slash)}:${path.slice(slash + 1)}}`;
}

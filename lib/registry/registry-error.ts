/** What a registry, or the way to it, made impossible. The message is one line and has no credentials in it. */
export class RegistryError extends Error {
  /** Status of the answer; undefined where none came. */
  readonly status: number | undefined;
  /** What the registry itself said, one printable line; empty where it said nothing. */
  readonly said: string;

  /**
   * @param request `GET https://registry.example.com/subjects`
   * @param what what is wrong, with what was received
   * @param fix what to do
   */
  constructor(
    request: string,
    what: string,
    fix: string,
    { status, said = '' }: { readonly status?: number; readonly said?: string } = {},
  ) {
    super(`${request}: ${what}; ${fix}`);
    this.name = 'RegistryError';
    this.status = status;
    this.said = said;
  }
}

import type { Environment } from '../model/terms/environment.ts';
import type { Credentials } from './http.ts';

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

export interface RegistryPlace {
  readonly url: string;
  readonly credentials: Credentials | undefined;
  readonly keepsMetadata: boolean;
  readonly asksBoth: boolean;
}

/**
 * Where an environment's registry is, and how to authenticate there.
 * @param url another address for it, as it is reached from here
 * @param given credentials from files or variables; undefined where there are none
 */
export function registryPlace(
  { environment, schemaRegistry }: Environment,
  url: string | undefined,
  given: Partial<Credentials> | undefined,
): Answer<RegistryPlace> {
  const wrong = (error: string): Answer<RegistryPlace> => ({ ok: false, error });
  if (schemaRegistry === 'none')
    return wrong(
      `${environment} has no schema registry\n  write schemaRegistry in environments/${environment}.yaml`,
    );
  const place = url ?? schemaRegistry.url;
  if (!/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#@]*)?$/.test(place) || place.endsWith('/'))
    return wrong(
      '--url is no address of a registry\n  write http:// or https://, a host, and a path if it has one, without a slash at its end',
    );
  const terms = {
    keepsMetadata: schemaRegistry.metadata === 'kept',
    asksBoth: schemaRegistry.verdict === 'both',
  };
  if (schemaRegistry.authentication.type === 'none')
    return { ok: true, value: { url: place, credentials: undefined, ...terms } };
  const { username, password } = given ?? {};
  if (username === undefined || username === '' || password === undefined || password === '')
    return wrong(
      `the registry of ${environment} asks for a user name and a password\n  set WORKSTREAMS_REGISTRY_USERNAME and WORKSTREAMS_REGISTRY_PASSWORD, or name a folder with the files username and password: --credentials <folder>`,
    );
  if (username.includes(':'))
    return wrong('a user name of basic authentication has no colon\n  give another one');
  if (!place.startsWith('https://') && !isLocal(place))
    return wrong('the password would be sent in the clear\n  give a --url that begins with https://');
  return { ok: true, value: { url: place, credentials: { username, password }, ...terms } };
}

/** Nothing leaves this machine. */
function isLocal(url: string): boolean {
  return /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|\/|$)/.test(url);
}

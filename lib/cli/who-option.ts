import { userInfo } from 'node:os';
import { Option } from '@commander-js/extra-typings';

/** Who asks for something, as audit records and journals have it. */
export const byOption = () =>
  new Option('--by <who>', 'who asks for it, for the audit record').default(
    `person-${userName()}`,
    'person- and the user of this machine',
  );

function userName(): string {
  try {
    return userInfo()
      .username.toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-');
  } catch {
    return 'unknown';
  }
}

import { Option } from '@commander-js/extra-typings';

export const environmentOption = () => new Option('--env <name>', 'the environment').makeOptionMandatory();

export const urlOption = () =>
  new Option('--url <url>', "the registry's address as it is reached from here").default(
    undefined,
    'schemaRegistry.url of the environment',
  );

export const credentialsOption = () =>
  new Option(
    '--credentials <folder>',
    'a folder with the files username and password, as a Secret is mounted',
  );

export const formatOption = () =>
  new Option('--format <format>', 'how to print').choices(['text', 'json'] as const).default('text' as const);

export const systemOption = () =>
  new Option('--system <id>', 'only subjects of one system, and the messages that they name');

export const contractOption = () =>
  new Option('--contract <folder>', 'only subjects of one contract, by its folder below contracts/');

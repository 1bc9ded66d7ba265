/** What a properties file says, as the variables of manifests would; secrets that it has itself stand beside them. */
export interface FileVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Contents, by the variable that would name their file. */
  readonly contents: Readonly<Record<string, string>>;
}

const names: Readonly<Record<string, string>> = {
  'bootstrap.servers': 'KAFKA_BOOTSTRAP_SERVERS',
  'security.protocol': 'KAFKA_SECURITY_PROTOCOL',
  'sasl.mechanism': 'KAFKA_SASL_MECHANISM',
  'ssl.truststore.location': 'KAFKA_SSL_CA_FILE',
  'sasl.oauthbearer.token.endpoint.url': 'KAFKA_OAUTH_TOKEN_ENDPOINT_URI',
  'sasl.oauthbearer.client.credentials.client.id': 'KAFKA_OAUTH_CLIENT_ID',
  'sasl.oauthbearer.scope': 'KAFKA_OAUTH_SCOPE',
};

/** Properties that hold a secret, or name the file that does: `${dir:/run/kafka/user:password}` (KIP-421). */
const secrets: Readonly<Record<string, string>> = {
  'ssl.keystore.certificate.chain': 'KAFKA_SSL_CERTIFICATE_FILE',
  'ssl.keystore.key': 'KAFKA_SSL_KEY_FILE',
  'sasl.oauthbearer.client.credentials.client.secret': 'KAFKA_OAUTH_CLIENT_SECRET_FILE',
};

/** Reads `client.properties`, as ConfigMaps of services and Java's own tools have it. What we do not use is passed over. */
export function clientProperties(text: string): FileVariables {
  const variables: Record<string, string> = {};
  const contents: Record<string, string> = {};
  const secret = (variable: string, value: string): void => {
    const [, folder, file] = /^\$\{dir:([^:}]+):([^:}]+)\}$/.exec(value) ?? [];
    if (folder === undefined || file === undefined) contents[variable] = value;
    else variables[variable] = `${folder}/${file}`;
  };
  for (const [name, value] of properties(text)) {
    const variable = names[name];
    const hidden = secrets[name];
    if (variable !== undefined) variables[variable] = value;
    else if (hidden !== undefined) secret(hidden, value);
    else if (name === 'sasl.jaas.config') {
      const username = jaasOption(value, 'username');
      const password = jaasOption(value, 'password');
      if (username !== undefined) variables['KAFKA_SASL_USERNAME'] = username;
      if (password !== undefined) secret('KAFKA_SASL_PASSWORD_FILE', password);
    }
  }
  return { variables, contents };
}

/** Names and values; a line that ends with a backslash goes on in the next. */
function* properties(text: string): Generator<[string, string]> {
  for (const line of text.replaceAll(/\\\r?\n[ \t]*/g, '').split(/\r?\n/)) {
    const [, name, value = ''] = /^\s*([^#!\s=:][^\s=:]*)\s*[=:]?\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) yield [name, value];
  }
}

function jaasOption(text: string, name: string): string | undefined {
  const [, quoted, plain] = new RegExp(`\\b${name}=(?:"([^"]*)"|([^\\s;]+))`).exec(text) ?? [];
  return quoted ?? plain;
}

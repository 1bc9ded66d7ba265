import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OAuth server for tests, on the loopback address: client credentials in, signed tokens out. */
export interface IdentityProvider {
  readonly issuer: string;
  /** The forms that clients have sent to the token endpoint, in order. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** @param secrets of its clients, by their ids */
export async function startIdentityProvider(
  secrets: Readonly<Record<string, string>>,
  audience: string,
): Promise<IdentityProvider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const asked: string[] = [];
  const token = (client: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: audience,
      sub: `account of ${client}`,
      azp: client,
      iat: now,
      exp: now + 300,
      scope: 'kafka',
      typ: 'Bearer',
    };
    const text = [{ alg: 'RS256', kid: 'one', typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const server = createServer((request, response) => {
    const answer = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.url === '/jwks') {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
      return answer(200, { keys: [key] });
    }
    return void bodyOf(request).then((body) => {
      const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ');
      const [client = '', secret] = Buffer.from(given, 'base64').toString().split(':');
      asked.push(`${client} ${body}`);
      const known = scheme === 'Basic' && Object.hasOwn(secrets, client) && secrets[client] === secret;
      answer(
        known ? 200 : 401,
        known
          ? { access_token: token(client), token_type: 'Bearer', expires_in: 300 }
          : { error: 'invalid_client' },
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    asked,
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
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
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.url === '/jwks') {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
      answer(200, { keys: [key] });
      return;
    }
    const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ');
    const [client = '', secret] = Buffer.from(given, 'base64').toString().split(':');
    asked.push(`${client} ${await bodyOf(request)}`);
    const known = scheme === 'Basic' && Object.hasOwn(secrets, client) && secrets[client] === secret;
    if (known) answer(200, { access_token: token(client), token_type: 'Bearer', expires_in: 300 });
    else answer(401, { error: 'invalid_client' });
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
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

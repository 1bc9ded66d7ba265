/** A client of an identity provider. */
export interface TokenTerms {
  readonly endpoint: string;
  readonly clientId: string;
  readonly secret: string;
  readonly scope?: string;
}

/** A token is asked for again when less than this part of its time is left. */
const renewal = 0.2;

/**
 * Gives the access token of a client (RFC 6749, section 4.4), which it asks for once and again before it ends.
 * @throws Error with the provider's status; never with the secret or the token
 */
export function accessToken(terms: TokenTerms): () => Promise<string> {
  let kept: { readonly token: string; readonly until: number } | undefined;
  return async () => {
    if (kept === undefined || Date.now() >= kept.until) kept = await ask(terms);
    return kept.token;
  };
}

async function ask({ endpoint, clientId, secret, scope }: TokenTerms) {
  const credentials = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`);
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${credentials.toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scope === undefined ? {} : { scope }),
    }).toString(),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(`${endpoint} answered ${answer.status} to ${clientId}: its secret may be wrong`);
  }
  const { access_token: token, expires_in: seconds } = (await answer.json()) as Record<string, unknown>;
  if (typeof token !== 'string') throw new Error(`${endpoint} answered without an access token`);
  const lifetime = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 60_000;
  return { token, until: Date.now() + lifetime * (1 - renewal) };
}

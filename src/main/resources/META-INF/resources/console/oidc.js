// Sign-in with an OpenID Connect provider: authorization code with PKCE (RFC 7636). The page is a public client without a secret.
// The provider must list the address of the console as a redirect address, for sign-in and sign-out.

import { claims } from './token.js';

const KEY = 'herald.oidc';

let settings;
let metadata;

/** Returns the settings of the service, or null if it has no provider. */
export async function provider() {
  settings ??= fetch('console/settings.json').then((response) => response.json()).catch(() => ((settings = undefined), {}));
  return (await settings).oidc ?? null;
}

/** The address of the page without query and fragment. */
function redirectAddress() {
  return new URL('.', location.href).href;
}

/** Opens the page of the provider. Its answer arrives in the query of this page; `complete` reads it. */
export async function begin() {
  if (!globalThis.isSecureContext) throw new Error('This sign-in needs https. Open the console over https, or sign in with a token.');
  const { clientId, scope, audience, resource } = await provider();
  const { authorization_endpoint: endpoint } = await discover();
  const attempt = { state: random(), nonce: random(), verifier: random(), hash: location.hash };
  sessionStorage.setItem(KEY, JSON.stringify(attempt));
  go(endpoint, {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectAddress(),
    scope,
    audience,
    resource,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
}

/**
 * Exchanges the code of the provider's answer for tokens. Returns null if the address of this page contains no answer to an
 * attempt of this tab.
 *
 * @return {Promise<{token: string, oidc: object} | null>} what `session.open` stores
 */
export async function complete() {
  const answer = new URLSearchParams(location.search);
  const attempt = JSON.parse(sessionStorage.getItem(KEY));
  if (!answer.has('state') || !attempt) return null;
  sessionStorage.removeItem(KEY);
  history.replaceState(null, '', redirectAddress() + attempt.hash);
  // Another site may have opened this page with an answer of its own.
  if (answer.get('state') !== attempt.state) throw new Error('The answer of the provider does not belong to this tab. Sign in again.');
  if (answer.has('error')) throw new Error(`The provider did not sign you in: ${answer.get('error_description') ?? answer.get('error')}`);
  const { issuer } = await discover();
  if (answer.has('iss') && answer.get('iss') !== issuer) throw new Error('The answer comes from another provider. Sign in again.');
  const tokens = await request({ grant_type: 'authorization_code', code: answer.get('code'), redirect_uri: redirectAddress(), code_verifier: attempt.verifier });
  await checkIdToken(tokens.id_token, attempt.nonce);
  return toSession(tokens, {});
}

/** Returns the renewed session, or null if the provider has ended it. Fails if the provider cannot be reached. */
export async function refresh(oidc) {
  if (!oidc.refreshToken) return null;
  try {
    return await toSession(await request({ grant_type: 'refresh_token', refresh_token: oidc.refreshToken }), oidc);
  } catch (error) {
    if (error.isTemporary) throw error;
    return null;
  }
}

/** Revokes the refresh token and opens the sign-out page of the provider, if it has one. */
export async function end({ refreshToken, idToken }) {
  const { clientId } = await provider();
  const { end_session_endpoint: endpoint, revocation_endpoint: revocation } = await discover();
  if (revocation && refreshToken) await post(revocation, { token: refreshToken, token_type_hint: 'refresh_token' }).catch(() => {});
  if (endpoint) go(endpoint, { client_id: clientId, id_token_hint: idToken, post_logout_redirect_uri: redirectAddress() });
}

async function discover() {
  metadata ??= readMetadata().catch((error) => {
    metadata = undefined;
    throw error;
  });
  return metadata;
}

async function readMetadata() {
  const { issuer } = await provider();
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`).catch(() => null);
  if (!response?.ok) throw unreachable();
  const found = await response.json();
  // Another issuer could be the provider of somebody else (OpenID Connect Discovery, 4.3).
  if (found.issuer !== issuer) throw new Error(`The provider calls itself ${found.issuer}. Set herald.console.oidc.issuer to that.`);
  return found;
}

async function request(parameters) {
  const { token_endpoint: endpoint } = await discover();
  const { resource } = await provider();
  return (await post(endpoint, { ...parameters, resource })).json();
}

async function post(endpoint, parameters) {
  const { clientId } = await provider();
  const response = await fetch(endpoint, { method: 'POST', body: form({ client_id: clientId, ...parameters }) }).catch(() => null);
  if (!response || response.status >= 500) throw unreachable();
  if (response.ok) return response;
  const { error, error_description: description } = await response.json().catch(() => ({}));
  throw new Error(`The provider did not sign you in: ${description ?? error ?? `HTTP ${response.status}`}`);
}

function unreachable() {
  return Object.assign(new Error('The sign-in provider cannot be reached.'), { isTemporary: true });
}

/** The token comes from the provider over TLS, so its signature is not checked (OpenID Connect Core, 3.1.3.7). */
async function checkIdToken(token, nonce) {
  const { issuer, clientId } = await provider();
  const { iss, aud, nonce: found } = claims(token) ?? {};
  if (iss !== issuer || ![aud].flat().includes(clientId) || found !== nonce) throw new Error('The answer of the provider does not belong to this sign-in. Sign in again.');
}

async function toSession(tokens, { refreshToken, idToken }) {
  const token = tokens[(await provider()).token];
  if (!claims(token)?.exp) throw new Error('The provider issued a token that is not a JSON Web Token. See "Sign-in with a provider" in the documentation.');
  return { token, oidc: { refreshToken: tokens.refresh_token ?? refreshToken, idToken: tokens.id_token ?? idToken } };
}

function go(endpoint, parameters) {
  const address = new URL(endpoint);
  form(parameters).forEach((value, name) => address.searchParams.set(name, value));
  location.assign(address);
}

function form(parameters) {
  return new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null));
}

function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challenge(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

import { encode, HeraldError, MINUTE, SECOND } from './basics.js';

/**
 * @import { Options, Presence } from 'herald-push-client'
 * @typedef {{ body?: object, signal?: AbortSignal, headers?: Record<string, string> }} RequestOptions
 */

/** @type {Record<number, string>} */
const CODES = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 413: 'too_large', 429: 'rate_limited' };

/** Sends REST calls and holds the token, which it renews when a fifth of its lifetime is left, at most a minute. */
export class Api {
  renewAt = Infinity;
  #getToken;
  /** @type {string | null | undefined} */
  #token;
  /** @type {Promise<string> | null | undefined} */
  #renewal;

  /** @param {string} url @param {Options['token']} getToken */
  constructor(url, getToken) {
    this.url = url;
    this.#getToken = getToken;
  }

  async token() {
    if (!this.#getToken || (this.#token && Date.now() < this.renewAt)) return this.#token;
    return (this.#renewal ??= this.#renew().finally(() => (this.#renewal = null)));
  }

  /** @param {string | null | undefined} token */
  invalidate(token) {
    if (token === this.#token) this.#token = null;
  }

  async #renew() {
    const token = await new Promise((resolve) => resolve(/** @type {Function} */ (this.#getToken)())).catch((error) => {
      throw new HeraldError('unavailable', `${error}`);
    });
    const { sub, exp, iat } = claims(token);
    if (!token || (this.user && sub !== this.user)) throw new HeraldError('unauthorized');
    this.user = sub;
    const remaining = exp * SECOND - Date.now();
    // If the clock of this machine is wrong, a new token looks expired.
    const lifetime = remaining > 0 ? remaining : (exp - iat) * SECOND || MINUTE;
    this.renewAt = Date.now() + lifetime - Math.min(MINUTE, lifetime / 5);
    return (this.#token = token);
  }

  /** @param {string} method @param {string} path @param {RequestOptions} [options] */
  async fetch(method, path, { body, signal, headers } = {}) {
    for (let isRetry = false; ; isRetry = true) {
      const token = await this.token();
      const response = await fetch(`${this.url}/api/v1/${path}`, {
        method,
        signal,
        credentials: token ? 'omit' : 'include',
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        body: body && JSON.stringify(body),
      }).catch((error) => {
        throw signal?.reason ?? new HeraldError('network', error.message);
      });
      if (response.ok) return response;
      if (response.status !== 401 || isRetry || !token) throw await toError(response);
      this.invalidate(token);
    }
  }

  /** @param {string} room @returns {Promise<Presence>} */
  presence(room) {
    return this.request('GET', `rooms/${encode(room)}/presence`);
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {Record<string, string>} [headers] @returns {Promise<any>} */
  async request(method, path, body, headers) {
    const text = await (await this.fetch(method, path, { body, headers })).text();
    return text ? JSON.parse(text) : undefined;
  }
}

/** @param {Response} response */
async function toError(response) {
  const { status } = response;
  const { detail, title, violations } = await response.json().catch(() => ({}));
  const code = CODES[status] ?? (status < 500 ? 'invalid' : 'unavailable');
  const retryAfter = /** @type {any} */ (response.headers.get('Retry-After')) * SECOND;
  return new HeraldError(code, detail ?? title, { status, violations, retryAfter });
}

/** @param {string} token */
function claims(token) {
  try {
    // atob returns bytes; the claims that are read are ASCII.
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  } catch {
    return {};
  }
}

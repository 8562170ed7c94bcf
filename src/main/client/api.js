import { HeraldError, MINUTE, SECOND } from './basics.js';

const CODES = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 413: 'too_large', 429: 'rate_limited' };

/** Sends REST calls and holds the token, which it renews when a fifth of its lifetime is left, at most a minute. */
export class Api {
  renewAt = Infinity;
  #ask;
  #token;
  #asking;

  constructor(url, ask) {
    this.url = url;
    this.#ask = ask;
  }

  async token() {
    if (!this.#ask || (this.#token && Date.now() < this.renewAt)) return this.#token;
    return (this.#asking ??= this.#renew().finally(() => (this.#asking = null)));
  }

  refuse(token) {
    if (token === this.#token) this.#token = null;
  }

  async #renew() {
    const token = await new Promise((done) => done(this.#ask())).catch((why) => {
      throw new HeraldError('unavailable', `No token: ${why}`);
    });
    const { sub, exp, iat } = claims(token);
    if (!token || (this.user && sub !== this.user)) throw new HeraldError('unauthorized', 'Signed out.');
    this.user = sub;
    const left = exp * SECOND - Date.now();
    // If the clock of this machine is wrong, a new token looks expired.
    const life = left > 0 ? left : (exp - iat) * SECOND || MINUTE;
    this.renewAt = Date.now() + life - Math.min(MINUTE, life / 5);
    return (this.#token = token);
  }

  async fetch(method, to, { body, signal, headers } = {}) {
    for (let second = false; ; second = true) {
      const token = await this.token();
      const answer = await fetch(`${this.url}/api/v1/${to}`, {
        method,
        signal,
        cache: 'no-store',
        credentials: token ? 'omit' : 'include',
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        body: body && JSON.stringify(body),
      }).catch((failure) => {
        throw signal?.reason ?? new HeraldError('network', failure.message);
      });
      if (answer.ok) return answer;
      if (answer.status !== 401 || second || !token) throw await failed(answer);
      this.refuse(token);
    }
  }

  async request(method, to, body, headers) {
    const text = await (await this.fetch(method, to, { body, headers })).text();
    return text ? JSON.parse(text) : undefined;
  }
}

async function failed(answer) {
  const { status } = answer;
  const { detail, title, violations } = await answer.json().catch(() => ({}));
  const code = CODES[status] ?? (status < 500 ? 'invalid' : 'unavailable');
  const again = answer.headers.get('Retry-After') * SECOND;
  return new HeraldError(code, detail ?? title ?? `HTTP ${status}`, { status, violations, again });
}

function claims(token) {
  try {
    // atob returns bytes; the claims that are read are ASCII.
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  } catch {
    return {};
  }
}

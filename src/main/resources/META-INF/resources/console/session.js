// The signed-in user. The token is stored for this tab only, and not in a cookie, so no page of another origin can use it.

import { refresh } from './oidc.js';
import { claims } from './token.js';

const KEY = 'herald.session';
const RENEW_BEFORE_MS = 60_000;
const RIGHTS_MS = 3_000;

let current = read();
let renewal = null;
/** What the service grants: the claims with the groups and the rooms are settings of the service. */
let rights = null;

/**
 * Returns `{token, demo?, oidc?}`. `demo` is the request for a demo token, and `oidc` are the tokens of a provider, with which the
 * console renews the token.
 */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function store(session) {
  current = session;
  if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
  else sessionStorage.removeItem(KEY);
}

export const session = {
  get isOpen() {
    return current !== null && (isRenewable() || !expiresWithin(0));
  },
  get user() {
    return claims(current.token).sub;
  },
  get isAdmin() {
    return rights?.admin ?? groups().includes('admin');
  },
  /** Whether the user may join the rooms with the data of the service. */
  get isMonitor() {
    return this.isAdmin || (claims(current.token).herald?.join ?? []).some((room) => covers(room, 'herald.metrics'));
  },
  get isPublisher() {
    return rights?.publisher ?? (groups().includes('publisher') || this.isAdmin);
  },
  /** The rooms that the token names without a wildcard. */
  get rooms() {
    return (rights?.join ?? claims(current.token).herald?.join ?? []).filter((room) => !room.endsWith('*'));
  },
  /** Asks the service what the token grants. Without an answer, the claims decide what the console shows. */
  async loadRights() {
    const token = await this.token().catch(() => null);
    rights = await fetch('api/v1/tokens/current', { headers: { Authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(RIGHTS_MS) })
      .then((response) => (response.ok ? response.json() : null)).catch(() => null);
  },
  /** Opens a session with a token, and with what renews it: `{demo}` or `{oidc}`. */
  open(token, renewable = {}) {
    rights = null;
    store({ token, ...renewable });
  },
  /** Returns the tokens of the provider, if the user has signed in with one. */
  close() {
    const oidc = current?.oidc;
    store(null);
    return oidc;
  },
  /** Returns a valid token, or null if the user has to sign in again. */
  async token() {
    if (!current) return null;
    if (isRenewable() && expiresWithin(renewBefore())) await (renewal ??= renew(current).finally(() => (renewal = null)));
    return !current || expiresWithin(0) ? null : current.token;
  },
};

function isRenewable() {
  return Boolean(current.demo || current.oidc?.refreshToken);
}

/** The client asks for a token when a fifth of its lifetime is left, at most a minute. */
function renewBefore() {
  const { exp, iat } = claims(current.token);
  return Math.min(RENEW_BEFORE_MS, ((exp - iat) * 1000) / 5 || RENEW_BEFORE_MS);
}

/** A provider accepts a refresh token once, so renewals must not run at the same time. */
async function renew(old) {
  try {
    const renewed = old.demo ? { token: await demoToken(old.demo), demo: old.demo } : await refresh(old.oidc);
    // The user may have signed out meanwhile. Without a renewed session, this one lasts until its token expires.
    if (current === old) store(renewed ?? { token: old.token, oidc: { ...old.oidc, refreshToken: undefined } });
  } catch (error) {
    if (current === old && expiresWithin(0)) throw error;
  }
}

/** A claim names a room, or with `*` at its end all rooms that begin so. */
function covers(claim, room) {
  return claim.endsWith('*') ? room.startsWith(claim.slice(0, -1)) : claim === room;
}

function groups() {
  return claims(current.token).groups ?? [];
}

function expiresWithin(ms) {
  const exp = claims(current.token)?.exp;
  return exp === undefined || exp * 1000 - ms <= Date.now();
}

/** Requests a demo token. The path exists in development mode only. */
export async function demoToken(request) {
  const response = await fetch('dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  });
  const body = await response.json();
  if (response.ok) return body.token;
  throw Object.assign(new Error(body.detail), { violations: body.violations });
}

/** Returns whether this service issues demo tokens. */
export async function hasDemo() {
  return demoToken({ sub: 'anybody', ttl: 'PT0S' }).then(() => true, () => false);
}

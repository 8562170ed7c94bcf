// The signed-in user. The token is stored for this tab only, and not in a cookie, so no page of another origin can use it.

const KEY = 'herald.session';
const RENEW_BEFORE_MS = 60_000;

let current = read();

/** Returns `{token, demo?}`; `demo` is the request for a demo token, with which the console renews it. */
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

export function claims(token) {
  try {
    const bytes = Uint8Array.from(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

export const session = {
  get isOpen() {
    return current !== null && (current.demo !== undefined || !expiresWithin(0));
  },
  get user() {
    return claims(current.token).sub;
  },
  get isAdmin() {
    return groups().includes('admin');
  },
  get isPublisher() {
    return groups().includes('publisher') || this.isAdmin;
  },
  /** The rooms that the token names without a wildcard. */
  get rooms() {
    return (claims(current.token).herald?.join ?? []).filter((room) => !room.endsWith('*'));
  },
  open(token, demo) {
    store({ token, demo });
  },
  close() {
    store(null);
  },
  /** Returns a valid token, or null if the user has to sign in again. */
  async token() {
    if (!current) return null;
    if (current.demo && expiresWithin(RENEW_BEFORE_MS)) store({ token: await demoToken(current.demo), demo: current.demo });
    return expiresWithin(0) ? null : current.token;
  },
};

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

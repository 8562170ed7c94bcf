// Who is signed in. The token lives as long as the tab does, and in no cookie: a page of another origin cannot use it.

const KEY = 'herald.session';
const RENEW_BEFORE_MS = 60_000;

let kept = read();

/** `{token, demo?}`; `demo` is what a demo token was asked for, so that it can be asked for again. */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function keep(session) {
  kept = session;
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
    return kept !== null && (kept.demo !== undefined || !isOver(0));
  },
  get user() {
    return claims(kept.token).sub;
  },
  get isAdmin() {
    return groups().includes('admin');
  },
  get isPublisher() {
    return groups().includes('publisher') || this.isAdmin;
  },
  /** Rooms that the token names in full. */
  get rooms() {
    return (claims(kept.token).herald?.join ?? []).filter((room) => !room.endsWith('*'));
  },
  open(token, demo) {
    keep({ token, demo });
  },
  close() {
    keep(null);
  },
  /** One that is good now, or null where the person has to sign in again. */
  async token() {
    if (!kept) return null;
    if (kept.demo && isOver(RENEW_BEFORE_MS)) keep({ token: await demoToken(kept.demo), demo: kept.demo });
    return isOver(0) ? null : kept.token;
  },
};

function groups() {
  return claims(kept.token).groups ?? [];
}

function isOver(early) {
  const exp = claims(kept.token)?.exp;
  return exp === undefined || exp * 1000 - early <= Date.now();
}

/** Development only: elsewhere there is no such path. */
export async function demoToken(wanted) {
  const answer = await fetch('dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  const body = await answer.json();
  if (answer.ok) return body.token;
  throw Object.assign(new Error(body.detail), { violations: body.violations });
}

/** Whether this service gives demo tokens at all. */
export async function hasDemo() {
  return demoToken({ sub: 'anybody', ttl: 'PT0S' }).then(() => true, () => false);
}

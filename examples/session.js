// Who uses the page, and where the service is. A site replaces this file: its server knows the user, and asks the identity provider for a
// token (or signs one).
const query = new URLSearchParams(location.search);

export const url = query.get('herald') ?? 'http://localhost:8080';
export const user = query.get('user') ?? 'alice';

/** Returns a token of the user. The claim `herald` lists the rooms that the user may join and send to. */
export async function token() {
  const claims = { sub: user, herald: { join: ['lobby', 'dashboard'], send: ['lobby'] } };
  const response = await fetch(`${url}/dev/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(claims),
  });
  if (!response.ok) throw new Error(`no token: ${response.status}`);
  return (await response.json()).token;
}

export const { Herald } = await import(new URL('/client/herald.js', url));

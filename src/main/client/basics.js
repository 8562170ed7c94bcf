/** Times, ids, errors and storage, for all modules. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

export const encode = encodeURIComponent;
export const query = (fields, rooms = []) =>
  '?' + new URLSearchParams(JSON.parse(JSON.stringify(fields))) + rooms.map((room) => `&room=${encode(room)}`).join('');
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Returns the milliseconds of an ISO 8601 duration; 0 or undefined for any other text, and for months and years, which have no fixed length. */
export const duration = (text) =>
  /^P(\d+W)?(\d+D)?(?:T(\d+H)?(\d+M)?([\d.]+S)?)?$/
    .exec(text?.replace(',', '.'))
    ?.slice(1)
    .reduce((sum, part, i) => (sum + parseFloat(part ?? 0)) * [7, 24, 60, 60, SECOND][i], 0);

/** Returns a random delay in milliseconds, whose upper bound doubles with each attempt. */
export const backoff = (attempt) => Math.random() * Math.min(30 * SECOND, SECOND * 2 ** attempt);
export const uuid = () => crypto.randomUUID?.() ?? String(crypto.getRandomValues(new Uint32Array(4)));

export class HeraldError extends Error {
  constructor(code, message = code, more) {
    super(message);
    Object.assign(this, { code, ...more });
  }
}

/** The end of a connection. Reconnect at once if `now` is set, after `retryAfter` milliseconds, or not at all if `fatal` is set. */
export const connectionLost = (more) => new HeraldError('lost', 'Not connected.', more);
export const isTemporary = ({ code }) => ['network', 'unavailable', 'rate_limited'].includes(code);
export const isFinal = ({ code }) => ['unauthorized', 'forbidden', 'invalid'].includes(code);

/** Repeats a request until it succeeds, fails with a final error, or is cancelled. */
export async function retry(request, isCancelled) {
  for (let attempt = 0; !isCancelled(); attempt++) {
    try {
      return await request();
    } catch (error) {
      if (isFinal(error) && !isCancelled()) throw error;
      await sleep(Math.max(error.retryAfter ?? 0, backoff(attempt)));
    }
  }
}

/** Stores a value, if there is one, and returns the stored one. A private window may have no storage, or one that throws. */
export function stored(area, key, value) {
  try {
    const storage = globalThis[area];
    if (value) storage[key] = JSON.stringify(value);
    return JSON.parse(storage[key]);
  } catch {
    return {};
  }
}

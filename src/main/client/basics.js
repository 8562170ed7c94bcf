/** Times, ids and errors that all modules use. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

export const path = encodeURIComponent;
export const query = (fields, rooms = []) =>
  '?' + new URLSearchParams([...Object.entries(fields).filter(([, value]) => value !== undefined), ...rooms.map((room) => ['room', room])]);
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Returns the milliseconds of an ISO 8601 duration; 0 or undefined for any other text, and for months and years, which have no fixed length. */
export const duration = (text) =>
  /^P(\d+W)?(\d+D)?(?:T(\d+H)?(\d+M)?([\d.]+S)?)?$/
    .exec(text?.replace(',', '.'))
    ?.slice(1)
    .reduce((sum, part, i) => (sum + parseFloat(part ?? 0)) * [7, 24, 60, 60, SECOND][i], 0);

export const backoff = (tries) => Math.random() * Math.min(30 * SECOND, SECOND * 2 ** tries);
export const uuid = () => crypto.randomUUID?.() ?? String(crypto.getRandomValues(new Uint32Array(4)));

export class HeraldError extends Error {
  constructor(code, message = code, more) {
    super(message);
    Object.assign(this, { code, ...more });
  }
}

/** The end of a connection: reconnect at once with `now`, after `again` milliseconds, or not at all with `fatal`. */
export const lost = (why, more) => new HeraldError('lost', why, more);
export const isTemporary = ({ code }) => ['network', 'unavailable', 'rate_limited'].includes(code);
export const isFinal = ({ code }) => ['unauthorized', 'forbidden', 'invalid'].includes(code);

/** Repeats a request until it succeeds, fails for good, or is no longer needed. */
export async function patiently(ask, isOver) {
  for (let tries = 0; !isOver(); tries++) {
    try {
      return await ask();
    } catch (failure) {
      if (isFinal(failure) && !isOver()) throw failure;
      await sleep(Math.max(failure.again ?? 0, backoff(tries)));
    }
  }
}

/** Private windows may have no storage, or a storage that throws. */
export function stored(area, key, value) {
  try {
    if (value) globalThis[area].setItem(key, JSON.stringify(value));
    return JSON.parse(globalThis[area].getItem(key)) ?? {};
  } catch {
    return {};
  }
}

/** Times, ids, errors and storage, for all modules. */

/** @import { Failure, Loss } from './types.js' */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

export const encode = encodeURIComponent;
/** @param {object} fields @param {string[]} [rooms] */
export const query = (fields, rooms = []) =>
  '?' + new URLSearchParams(JSON.parse(JSON.stringify(fields))) + rooms.map((room) => `&room=${encode(room)}`).join('');
/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Returns the milliseconds of an ISO 8601 duration as the service writes it, in hours, minutes and seconds; 0 or undefined for any other text. @param {string} [text] */
export const duration = (text) =>
  /^PT(\d+H)?(\d+M)?([\d.]+S)?$/
    .exec(/** @type {string} */ (text))
    ?.slice(1)
    .reduce((sum, part, i) => (sum + parseFloat(part ?? 0)) * [60, 60, SECOND][i], 0);

/** Returns a random delay in milliseconds, whose upper bound doubles with each attempt. @param {number} attempt */
export const backoff = (attempt) => Math.random() * Math.min(30 * SECOND, SECOND * 2 ** attempt);
/** Waits before the next attempt. @param {Loss} error of the last one @param {number} attempt */
export const pause = ({ retryAfter = 0 }, attempt) => sleep(Math.max(retryAfter, backoff(attempt)));
export const uuid = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** @type {new (code: string, message?: string, more?: object) => Failure} */
export const HeraldError = /** @type {any} */ (
  class extends Error {
    /** @param {string} code @param {string} [message] @param {object} [more] */
    constructor(code, message = code, more) {
      super(message);
      Object.assign(this, { code, ...more });
    }
  }
);

/** Makes an error of the data of one. @param {any} data */
export const revive = (data) => new HeraldError(data.code, data.message, data);
/** The end of a connection. @param {Loss} [more] */
export const connectionLost = (more) => new HeraldError('lost', 'Disconnected.', more);
/** @param {Loss} loss */
export const isTemporary = ({ code }) => /lost|network|unavailable|rate_limited/.test(/** @type {string} */ (code));
/** @param {Loss} loss */
export const isFinal = ({ code }) => /unauthorized|forbidden|invalid/.test(/** @type {string} */ (code));

/**
 * Repeats a request until it succeeds, fails with a final error, or is cancelled.
 *
 * @template T
 * @param {() => Promise<T>} request
 * @param {() => unknown} isCancelled
 * @returns {Promise<T | undefined>}
 */
export async function retry(request, isCancelled) {
  for (let attempt = 0; !isCancelled(); attempt++) {
    try {
      return await request();
    } catch (/** @type {any} */ error) {
      if (isFinal(error) && !isCancelled()) throw error;
      await pause(error, attempt);
    }
  }
}

/** Stores a value, if there is one, and returns the stored one. A private window may have no storage, or one that throws. @param {'localStorage' | 'sessionStorage'} area @param {string} key @param {object} [value] */
export function stored(area, key, value) {
  try {
    const storage = globalThis[area];
    if (value) storage[key] = JSON.stringify(value);
    return JSON.parse(storage[key]);
  } catch {
    return {};
  }
}

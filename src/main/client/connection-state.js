import { isFinal, MINUTE, SECOND } from './basics.js';

/**
 * @import { Session } from './connection.js'
 * @import { Loss, Transport } from './types.js'
 */

/** A connection that lasts this long ends a series of attempts. */
const STABLE_TIME = 5 * SECOND;
/** After this time with a fallback, the client tries the preferred transport again. */
const FALLBACK_TIME = 10 * MINUTE;

/**
 * The state of a connection. `next` has no effects: it returns what follows the end of a state. The names:
 *
 * - `closed`: not started yet, or ended for a `reason`
 * - `connecting`: an attempt is in progress
 * - `online`: the service has sent `ready`
 * - `probing`: an attempt has failed without a reason. A page cannot see why a handshake was refused; a call for the same rooms
 *   shows the reason, and if it succeeds, the transport is at fault
 * - `reconnecting`: for the time of the next attempt
 *
 * @typedef {object} State
 * @property {'closed' | 'connecting' | 'online' | 'probing' | 'reconnecting'} name
 * @property {Transport[]} order of preference of the transports
 * @property {number} index of the transport
 * @property {number} working the index of the transport that worked last, or -1
 * @property {number} fallbackUntil when to leave a fallback
 * @property {number} attempts since the last stable connection
 * @property {number} [retryAfter] the least time to wait
 * @property {Partial<Session>} session empty unless it is online
 * @property {string} [reason]
 */

/**
 * Returns what changes when the attempt, the connection, the probe or the wait of a state has ended.
 *
 * @param {State} state
 * @param {Loss} error
 * @param {number} now
 * @returns {Partial<State>}
 */
export function next({ name, order, index, working, fallbackUntil, attempts, session: { openedAt } }, { retryAfter = 0, isImmediate, isReachable, fatal, code }, now) {
  if (name === 'closed') return {};
  if (fatal || isFinal({ code })) return { name: 'closed', reason: fatal || code, attempts: 0 };
  if (name === 'reconnecting') return { name: 'connecting' };
  if (name === 'connecting' && !retryAfter && !isImmediate) return { name: 'probing' };
  // A transport that worked before gets another attempt.
  const following = isReachable && (index !== working || attempts > 1) ? (index + 1) % order.length : index;
  if (now - /** @type {number} */ (openedAt) > STABLE_TIME) attempts = 0;
  return {
    name: following > index || (isImmediate && !attempts) ? 'connecting' : 'reconnecting',
    index: openedAt && now > fallbackUntil ? 0 : following,
    fallbackUntil: following > index ? now + FALLBACK_TIME : fallbackUntil,
    attempts: attempts + 1,
    retryAfter,
  };
}

/**
 * Returns the state of a connection that is not started yet.
 *
 * @param {Transport[]} order
 * @param {{ name?: string, until?: number }} stored the last transport of an earlier page, and until when it is a fallback
 * @param {number} now
 * @returns {State}
 */
export const initial = (order, { name, until = 0 }, now) => {
  const working = order.indexOf(/** @type {Transport} */ (name));
  return { name: 'closed', order, working, index: until > now && working > 0 ? working : 0, fallbackUntil: until, attempts: 0, session: {} };
};

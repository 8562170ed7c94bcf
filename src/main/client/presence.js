/**
 * @import { Herald, Present } from 'herald-push-client'
 * @import { Api } from './api.js'
 */

/**
 * @param {Api} api
 * @param {Herald['on']} on
 * @param {Herald['presence']['update']} update sends a state of the user
 * @returns {Herald['presence']}
 */
export function createPresence(api, on, update) {
  const of = (/** @type {string} */ room) => api.presence(room);
  const watch = (/** @type {string} */ room, /** @type {(users: Present[]) => void} */ f) => {
    let latest = 0;
    const read = async (/** @type {any} */ { channel, event = 'presence.' }) => {
      if ((channel && channel !== `room:${room}`) || !event.startsWith('presence.')) return;
      const own = ++latest;
      const { users } = await of(room).catch(() => /** @type {any} */ ({}));
      if (users && own === latest) f(users);
    };
    const removals = /** @type {const} */ (['*', 'session.joined', 'ready']).map((event) => on(event, read));
    read({});
    return () => {
      latest = NaN;
      removals.forEach((remove) => remove());
    };
  };
  return { of, update, watch };
}

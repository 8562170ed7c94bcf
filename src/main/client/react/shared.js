/** @import { Herald } from 'herald-push-client' */

/** @type {WeakMap<Herald, Map<string, number>>} */
const users = new WeakMap();

/**
 * Follows a room while it is in use by any component.
 *
 * @param {Herald} herald
 * @param {string} room
 * @param {object} [options]
 */
export function joinShared(herald, room, options) {
  const counts = users.get(herald) ?? new Map();
  users.set(herald, counts);
  counts.set(room, (counts.get(room) ?? 0) + 1);
  const joined = herald.join(room, options);
  joined.catch(() => {});
  return {
    joined,
    leave() {
      counts.set(room, counts.get(room) - 1);
      // Another component may be mounted in the same turn, and React mounts twice in development.
      setTimeout(() => {
        if (counts.get(room) !== 0) return;
        counts.delete(room);
        herald.leave(room).catch(() => {});
      });
    },
  };
}

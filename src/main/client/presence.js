import { encode } from './basics.js';

const CHANGES = ['presence.joined', 'presence.left', 'presence.updated', 'session.joined', 'ready'];

/** @param update sends a state of the user */
export function createPresence(herald, update) {
  const of = (room) => herald.request('GET', `rooms/${encode(room)}/presence`);
  const watch = (room, f) => {
    let latest = 0;
    const read = async ({ channel }) => {
      if (channel && channel !== `room:${room}`) return;
      const own = ++latest;
      const { users } = await of(room).catch(() => ({}));
      if (users && own === latest) f(users);
    };
    const removals = CHANGES.map((event) => herald.on(event, read));
    read({});
    return () => {
      latest = NaN;
      removals.forEach((remove) => remove());
    };
  };
  return { of, update, watch };
}

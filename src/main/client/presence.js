import { path } from './basics.js';

const CHANGES = ['presence.joined', 'presence.left', 'presence.updated', 'session.joined', 'ready'];

/** @param update sends a state of the user */
export function presenceOf(herald, update) {
  const of = (room) => herald.request('GET', `rooms/${path(room)}/presence`);
  const watch = (room, f) => {
    let asked = 0;
    const look = async ({ channel = `room:${room}` }) => {
      const mine = channel === `room:${room}` && ++asked;
      const { users } = (mine && (await of(room).catch(() => {}))) || {};
      if (users && mine === asked) f(users);
    };
    const offs = CHANGES.map((event) => herald.on(event, look));
    look({});
    return () => {
      asked = NaN;
      offs.forEach((off) => off());
    };
  };
  return { of, update, watch };
}

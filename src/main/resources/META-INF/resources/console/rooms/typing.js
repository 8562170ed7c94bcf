import { h } from '../dom.js';

/** Longer than the 5 s after which the service sends `typing.stop` by itself. */
const EXPIRY_MS = 6_000;

/** Shows who is typing. */
export function typing(herald, room) {
  const channel = `room:${room}`;
  const timers = new Map();
  const node = h('p', { class: 'typing', 'aria-live': 'polite' });

  function show() {
    const users = [...timers.keys()];
    const subject = users.length > 2 ? 'Several people are' : users.length === 2 ? `${users[0]} and ${users[1]} are` : `${users[0]} is`;
    node.replaceChildren(...(users.length ? [h('i', { 'aria-hidden': 'true' }), `${subject} typing …`] : []));
  }

  function stop(user) {
    clearTimeout(timers.get(user));
    timers.delete(user);
    show();
  }

  function start(user) {
    clearTimeout(timers.get(user));
    timers.set(user, setTimeout(() => stop(user), EXPIRY_MS));
    show();
  }

  const listeners = [
    herald.on('typing.start', (event) => event.channel === channel && start(event.data.user)),
    herald.on('typing.stop', (event) => event.channel === channel && stop(event.data.user)),
    herald.on('message', (event) => event.channel === channel && stop(event.from)),
  ];
  return {
    node,
    close() {
      listeners.forEach((remove) => remove());
      timers.forEach(clearTimeout);
    },
  };
}

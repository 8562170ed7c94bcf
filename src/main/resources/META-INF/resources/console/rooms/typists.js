import { h } from '../dom.js';

/** Longer than the service lets somebody type without a word of it. */
const FORGOTTEN_MS = 6_000;

export function typists(herald, room) {
  const channel = `room:${room}`;
  const typing = new Map();
  const node = h('p', { class: 'typing', 'aria-live': 'polite' });

  function show() {
    const users = [...typing.keys()];
    const who = users.length > 2 ? 'Several people are' : users.length === 2 ? `${users[0]} and ${users[1]} are` : `${users[0]} is`;
    node.replaceChildren(...(users.length ? [h('i', { 'aria-hidden': 'true' }), `${who} typing …`] : []));
  }

  function stop(user) {
    clearTimeout(typing.get(user));
    typing.delete(user);
    show();
  }

  function start(user) {
    clearTimeout(typing.get(user));
    typing.set(user, setTimeout(() => stop(user), FORGOTTEN_MS));
    show();
  }

  const ends = [
    herald.on('typing.start', (event) => event.channel === channel && start(event.data.user)),
    herald.on('typing.stop', (event) => event.channel === channel && stop(event.data.user)),
    herald.on('message', (event) => event.channel === channel && stop(event.from)),
  ];
  return {
    node,
    close() {
      ends.forEach((end) => end());
      typing.forEach(clearTimeout);
    },
  };
}

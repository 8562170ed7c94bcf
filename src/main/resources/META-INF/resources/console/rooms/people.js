import { avatar, h } from '../dom.js';
import { relativeTime } from '../time.js';

/** The users in a room, over all instances. */
export function people(herald, room) {
  let onCount = () => {};
  const list = h('ul', {});
  const stop = herald.presence.watch(room, (users) => {
    list.replaceChildren(...users.map(person));
    onCount(users.length);
  });
  return {
    node: h('div', {}, h('h3', {}, 'Online'), list),
    onCount: (f) => (onCount = f),
    close: stop,
  };
}

function person({ user, since, connections, state }) {
  const more = [connections > 1 && `${connections} connections`, typeof state?.status === 'string' && state.status].filter(Boolean).join(' · ');
  return h('li', {}, avatar(user), h('div', {}, h('strong', {}, user),
    h('small', { class: 'muted' }, more ? `${more} · ` : '', 'since ', since ? relativeTime(since) : 'now')));
}

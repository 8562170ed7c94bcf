import { avatar, h } from '../dom.js';
import { moment } from '../time.js';

/** Who is in a room, over all instances. */
export function people(herald, room) {
  let told = () => {};
  const list = h('ul', {});
  const end = herald.presence.watch(room, (users) => {
    list.replaceChildren(...users.map(person));
    told(users.length);
  });
  return {
    node: h('div', {}, h('h3', {}, 'Online'), list),
    counted: (f) => (told = f),
    close: end,
  };
}

function person({ user, since, connections, state }) {
  const more = [connections > 1 && `${connections} connections`, typeof state?.status === 'string' && state.status].filter(Boolean).join(' · ');
  return h('li', {}, avatar(user), h('div', {}, h('strong', {}, user),
    h('small', { class: 'quiet' }, more ? `${more} · ` : '', 'since ', since ? moment(since) : 'now')));
}

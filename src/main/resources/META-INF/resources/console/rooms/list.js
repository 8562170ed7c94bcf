import { explain, h, icon, tool } from '../dom.js';
import { showWrong } from '../form.js';

const KEY = 'herald.rooms';
/** The service tells of itself there; the dashboard shows it. */
const OWN = /^herald\./;

/** The rooms of this person: those of the token and of memberships, those that are told of, and those joined by name. */
export function roomList(herald, session) {
  const rooms = new Map();
  let chosen = '';
  const list = h('ul', {});
  const name = h('input', { class: 'input', name: 'room', placeholder: 'Join a room', 'aria-label': 'Join a room by its name', autocomplete: 'off', autocapitalize: 'none', maxlength: 128 });
  const form = h('form', { class: 'join', novalidate: true, on: { submit } },
    h('div', { class: 'field', data: { field: 'room' } }, name),
    h('button', { class: 'button', 'aria-label': 'Join' }, icon('plus')));

  async function submit(event) {
    event.preventDefault();
    const wanted = name.value.trim();
    try {
      await herald.join(wanted);
      showWrong(form, []);
      name.value = '';
      add(wanted, { keep: true, follow: false });
      location.hash = `#/rooms/${encodeURIComponent(wanted)}`;
    } catch (error) {
      showWrong(form, [{ field: 'room', message: error.code === 'forbidden' ? 'You may not join this room.' : explain(error) }]);
    }
  }

  /** Those that one has only heard of are not followed before they are opened: an administrator may see thousands. */
  function add(room, { keep = false, follow = true } = {}) {
    if (OWN.test(room) || rooms.has(room)) return;
    const count = h('b', { class: 'count', hidden: true });
    const link = h('a', { href: `#/rooms/${encodeURIComponent(room)}` }, h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'), h('span', {}, room), count);
    rooms.set(room, { link, count, unread: 0, node: h('li', {}, link) });
    if (keep) save([...saved(), room]);
    list.replaceChildren(...[...rooms].sort(([a], [b]) => a.localeCompare(b)).map(([, one]) => one.node));
    if (follow) herald.join(room).catch(() => {});
    mark();
  }

  function mark() {
    for (const [room, one] of rooms) {
      if (room === chosen) one.unread = 0;
      one.count.textContent = one.unread;
      one.count.hidden = one.unread === 0;
      if (room === chosen) one.link.setAttribute('aria-current', 'page');
      else one.link.removeAttribute('aria-current');
    }
  }

  const remove = (room) => {
    rooms.get(room)?.node.remove();
    rooms.delete(room);
    save(saved().filter((one) => one !== room));
  };
  const ends = [
    herald.on('message', ({ channel, from }) => {
      const one = rooms.get(channel.replace('room:', ''));
      if (one && from !== session.user) one.unread++;
      mark();
    }),
    herald.on('ready', (ready) => ready.rooms.forEach((room) => add(room))),
    herald.on('room.added', ({ data }) => add(data.room)),
    herald.on('room.removed', ({ data }) => remove(data.room)),
  ];
  [...session.rooms, ...saved()].forEach((room) => add(room));
  herald.request('GET', 'rooms').then(({ rooms: told }) => told.forEach(({ room }) => add(room, { follow: false })), () => {});

  return {
    node: h('nav', { class: 'room-list card', 'aria-label': 'Rooms' }, form, list),
    choose(room) {
      chosen = room;
      if (room) add(room, { keep: true, follow: false });
      mark();
    },
    forget(room) {
      remove(room);
      herald.leave(room).catch(() => {});
      location.hash = '#/rooms';
    },
    close: () => ends.forEach((end) => end()),
  };

  function saved() {
    try {
      return JSON.parse(sessionStorage.getItem(`${KEY}.${session.user}`)) ?? [];
    } catch {
      return [];
    }
  }

  function save(all) {
    sessionStorage.setItem(`${KEY}.${session.user}`, JSON.stringify([...new Set(all)]));
  }
}

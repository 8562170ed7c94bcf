import { explain, h, icon } from '../dom.js';
import { clearErrors, showErrors } from '../form.js';

const KEY = 'herald.rooms';
const TEXTS = {
  forbidden: 'You don\'t have access to this room.',
  invalid: 'A room name has up to 128 letters, digits and . _ @ : + | = ~ -',
};
/** Rooms of the service itself, which the dashboard shows. */
const SERVICE_ROOM = /^herald\./;

/** The rooms of the user: from the token, from memberships, from `GET /rooms`, and those that the user has joined by name. */
export function roomList(herald, session) {
  const rooms = new Map();
  let selected = '';
  const list = h('ul', {});
  const name = h('input', { class: 'input', name: 'room', placeholder: 'Join a room', 'aria-label': 'Join a room by its name', autocomplete: 'off', autocapitalize: 'none', maxlength: 128, on: { input: () => clearErrors(form) } });
  const form = h('form', { class: 'join', novalidate: true, on: { submit } },
    h('div', { class: 'field', data: { field: 'room' } }, name),
    h('button', { class: 'button', 'aria-label': 'Join' }, icon('plus')));

  async function submit(event) {
    event.preventDefault();
    const room = name.value.trim();
    try {
      await herald.join(room);
      showErrors(form, []);
      name.value = '';
      add(room, { save: true, follow: false });
      location.hash = `#/rooms/${encodeURIComponent(room)}`;
    } catch (error) {
      showErrors(form, [{ field: 'room', message: TEXTS[error.code] ?? explain(error) }]);
    }
  }

  /** The page does not follow the rooms of `GET /rooms` before they are opened: an administrator may see thousands. */
  function add(room, { save = false, follow = true } = {}) {
    if (SERVICE_ROOM.test(room) || rooms.has(room)) return;
    const count = h('b', { class: 'count', hidden: true });
    const link = h('a', { href: `#/rooms/${encodeURIComponent(room)}` }, h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'), h('span', {}, room), count);
    rooms.set(room, { link, count, unread: 0, node: h('li', {}, link) });
    if (save) store([...stored(), room]);
    list.replaceChildren(...[...rooms].sort(([a], [b]) => a.localeCompare(b)).map(([, one]) => one.node));
    if (follow) herald.join(room).catch((error) => error.code === 'forbidden' && remove(room));
    update();
  }

  function update() {
    for (const [room, one] of rooms) {
      if (room === selected) one.unread = 0;
      one.count.textContent = one.unread;
      one.count.hidden = one.unread === 0;
      if (room === selected) one.link.setAttribute('aria-current', 'page');
      else one.link.removeAttribute('aria-current');
    }
  }

  const remove = (room) => {
    rooms.get(room)?.node.remove();
    rooms.delete(room);
    store(stored().filter((one) => one !== room));
  };
  const listeners = [
    herald.on('message', ({ channel, from }) => {
      const one = rooms.get(channel.replace('room:', ''));
      if (one && from !== session.user) one.unread++;
      update();
    }),
    herald.on('ready', (ready) => ready.rooms.forEach((room) => add(room))),
    herald.on('room.added', ({ data }) => add(data.room)),
    herald.on('room.removed', ({ data }) => remove(data.room)),
  ];
  [...session.rooms, ...stored()].forEach((room) => add(room));
  herald.request('GET', 'rooms').then(({ rooms: visible }) => visible.forEach(({ room }) => add(room, { follow: false })), () => {});

  return {
    node: h('nav', { class: 'room-list card', 'aria-label': 'Rooms' }, form, list),
    select(room) {
      selected = room;
      update();
    },
    /** Adds a room that the user has joined by its address. */
    add: (room) => add(room, { save: true, follow: false }),
    /** Removes a room that the user may not join. */
    remove,
    forget(room) {
      remove(room);
      herald.leave(room).catch(() => {});
      location.hash = '#/rooms';
    },
    close: () => listeners.forEach((remove) => remove()),
  };

  function stored() {
    try {
      return JSON.parse(sessionStorage.getItem(`${KEY}.${session.user}`)) ?? [];
    } catch {
      return [];
    }
  }

  function store(all) {
    sessionStorage.setItem(`${KEY}.${session.user}`, JSON.stringify([...new Set(all)]));
  }
}

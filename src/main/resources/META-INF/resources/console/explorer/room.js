import { button, empty, failure, h, icon, loading } from '../dom.js';
import { relativeTime } from '../time.js';
import { recentEvents } from './events.js';
import { live } from './live.js';
import { userLink } from './links.js';
import { table } from './table.js';

const MAX_USERS = 200;
const UNSET = { visibility: 'private', kind: 'open' };
const COLUMNS = [
  { label: 'User', cell: ({ user }) => userLink(user) },
  { label: 'Connections', class: 'num', cell: ({ connections }) => String(connections) },
  { label: 'Joined', cell: ({ since }) => relativeTime(since) },
  { label: 'State', class: 'optional', cell: ({ state }) => (state && Object.keys(state).length ? h('code', {}, JSON.stringify(state)) : h('span', { class: 'muted' }, 'none')) },
];

/** A room: its settings, the users who follow it on all instances, and its events. */
export function roomPage(herald, room) {
  const path = `rooms/${encodeURIComponent(room)}`;
  const settings = h('span', { class: 'chips' });
  const count = h('span', { class: 'muted' });
  const note = h('div', {}, loading(2));
  const rows = table(`Users in ${room}`, COLUMNS);
  rows.node.hidden = true;
  const events = recentEvents(herald, `room:${room}`);
  const updates = live(load, (error) => note.replaceChildren(failure(error)));

  async function load(isCurrent) {
    const { users, count: all } = await herald.request('GET', `${path}/presence`);
    if (!isCurrent()) return;
    rows.show(users.slice(0, MAX_USERS));
    rows.node.hidden = users.length === 0;
    note.replaceChildren(...(users.length ? [] : [empty('people', 'Nobody is here', 'No user follows this room now.')]));
    count.textContent = all > MAX_USERS ? `${MAX_USERS} of ${all}` : String(all);
    if (!settings.hasChildNodes()) showSettings();
  }

  /** A room without settings is private and open. While PostgreSQL is unavailable, the settings are read again. */
  async function showSettings() {
    const { visibility, kind, keep } = await herald.request('GET', path).catch((error) => (error.code === 'not_found' ? UNSET : {}));
    settings.replaceChildren(...[visibility, kind, keep && `kept for ${keep}`].filter(Boolean).map((text) => h('span', { class: 'chip' }, text)));
  }

  return {
    node: h('div', { class: 'stack' },
      h('header', { class: 'view-bar' },
        h('a', { class: 'tool', href: '#/explorer/rooms', 'aria-label': 'All rooms' }, icon('back')),
        h('h2', {}, h('span', { class: 'muted', 'aria-hidden': 'true' }, '# '), room), settings, h('span', { class: 'grow' }),
        button('Open in Rooms', { icon: 'rooms' }, () => (location.hash = `#/rooms/${encodeURIComponent(room)}`))),
      h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Users'), count), note, rows.node),
      events.node),
    start() {
      updates.restart();
      events.start();
    },
    close() {
      updates.stop();
      events.close();
    },
  };
}

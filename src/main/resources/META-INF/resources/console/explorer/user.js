import { avatar, empty, failure, h, icon, loading } from '../dom.js';
import { userActions } from './actions.js';
import { connectionColumns } from './connections.js';
import { recentEvents } from './events.js';
import { live } from './live.js';
import { roomLinks } from './links.js';
import { table } from './table.js';

/** A user: the connections and rooms on all instances, and the events of the user's own channel. */
export function userPage(herald, user) {
  const path = `users/${encodeURIComponent(user)}`;
  const state = h('span', { class: 'chip' }, '…');
  const note = h('div', {}, loading(2));
  const rows = table(`Connections of ${user}`, connectionColumns);
  rows.node.hidden = true;
  const rooms = h('div', { class: 'explorer-rooms' });
  const events = recentEvents(herald, `user:${user}`);
  const updates = live(load, (error) => note.replaceChildren(failure(error)));

  async function load(isCurrent) {
    const { connections } = await herald.request('GET', `${path}/connections`);
    if (!isCurrent()) return;
    state.dataset.type = connections.length ? 'success' : 'info';
    state.textContent = connections.length ? 'connected' : 'not connected';
    rows.show(connections);
    rows.node.hidden = connections.length === 0;
    note.replaceChildren(...(connections.length ? [] : [empty('disconnect', 'Not connected', 'This user has no stream and no WebSocket on any instance.')]));
    const all = [...new Set(connections.flatMap((connection) => connection.rooms))].sort();
    const shown = all.join(' ');
    if (rooms.dataset.shown !== shown) rooms.replaceChildren(h('h3', {}, 'Rooms'), roomLinks(all, Infinity));
    rooms.dataset.shown = shown;
    rooms.hidden = connections.length === 0;
  }

  rooms.hidden = true;
  return {
    node: h('div', { class: 'stack' },
      h('header', { class: 'view-bar' },
        h('a', { class: 'tool', href: '#/explorer/users', 'aria-label': 'All users' }, icon('back')),
        avatar(user), h('h2', {}, user), state, h('span', { class: 'grow' }), ...userActions(herald, user, updates.restart)),
      h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Connections')), note, rows.node, rooms),
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

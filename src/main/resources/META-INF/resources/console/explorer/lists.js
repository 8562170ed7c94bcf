import { button, empty, failure, h, loading } from '../dom.js';
import { relativeTime } from '../time.js';
import { connectionColumns } from './connections.js';
import { live } from './live.js';
import { roomAddress, roomLink, userAddress, userLink } from './links.js';
import { table } from './table.js';

const PAGE = 50;
const NAME = /^[A-Za-z0-9._@:+|=~-]{0,128}$/;
const TYPING_MS = 250;

const users = {
  search: 'Find users by the beginning of their id',
  none: ['people', 'No users are connected', 'Users appear here while they have a stream or a WebSocket.'],
  address: userAddress,
  columns: [
    { label: 'User', cell: ({ user }) => userLink(user) },
    { label: 'Connections', class: 'num', cell: ({ connections }) => String(connections) },
    { label: 'Connected', cell: ({ since }) => relativeTime(since) },
  ],
};

/** By name: what a list of the explorer shows. */
export const LISTS = {
  users,
  connections: { ...users, columns: [{ label: 'User', cell: ({ user }) => userLink(user) }, ...connectionColumns] },
  rooms: {
    search: 'Find rooms by the beginning of their name',
    none: ['rooms', 'No rooms are in use', 'Rooms appear here while users follow them.'],
    address: roomAddress,
    columns: [
      { label: 'Room', cell: ({ room }) => roomLink(room) },
      { label: 'Users', class: 'num', cell: (room) => String(room.users) },
    ],
  },
};

/** A page of a list of all instances, read every two seconds. */
export function list(herald, name) {
  const { search, none, address, columns } = LISTS[name];
  let prefix = '';
  /** Where the pages before this one began. */
  let starts = [];
  let after;
  let next;
  let typing;
  const rows = table(name[0].toUpperCase() + name.slice(1), columns);
  rows.node.hidden = true;
  const note = h('div', {}, loading());
  const input = h('input', { class: 'input', type: 'search', placeholder: search, 'aria-label': search, autocomplete: 'off', autocapitalize: 'none', maxlength: 128, on: { input: onInput } });
  const form = h('form', { class: 'explorer-search', role: 'search', on: { submit } }, input, h('button', { class: 'button', title: 'Also if nobody is connected' }, 'Open'));
  const previous = button('Previous', { class: 'small' }, () => turn(() => (after = starts.pop())));
  const following = button('Next', { class: 'small' }, () => turn(() => {
    starts.push(after);
    after = next;
  }));
  const pager = h('div', { class: 'pager' }, previous, following);
  const updates = live(load, (error) => note.replaceChildren(failure(error)));

  async function load(isCurrent) {
    const query = new URLSearchParams({ limit: PAGE, prefix, ...(after && { after }) });
    const page = await herald.request('GET', `presence/${name}?${query}`);
    if (!isCurrent()) return;
    next = page.next;
    rows.show(page[name]);
    rows.node.hidden = page[name].length === 0;
    note.replaceChildren(...(rows.node.hidden ? [nothing()] : []));
    previous.disabled = starts.length === 0;
    following.disabled = !next;
    pager.hidden = starts.length === 0 && !next;
  }

  function nothing() {
    if (!prefix) return empty(...none);
    return empty('explorer', 'Nothing found', `Nobody is connected to a match of “${prefix}”. Events of the last hour may be stored.`,
      h('a', { class: 'button', href: address(prefix) }, `Open ${prefix}`));
  }

  function turn(change) {
    change();
    updates.restart();
  }

  function onInput() {
    clearTimeout(typing);
    const text = input.value.trim();
    input.setAttribute('aria-invalid', !NAME.test(text));
    if (!NAME.test(text) || text === prefix) return;
    typing = setTimeout(() => turn(() => {
      prefix = text;
      starts = [];
      after = undefined;
    }), TYPING_MS);
  }

  function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text && NAME.test(text)) location.hash = address(text);
  }

  pager.hidden = true;
  return {
    node: h('section', { class: 'card' }, h('div', { class: 'card-head' }, form), note, rows.node, pager),
    start: updates.restart,
    close() {
      clearTimeout(typing);
      updates.stop();
    },
  };
}

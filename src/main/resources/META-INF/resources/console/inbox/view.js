import { button, empty, explain, failure, h, icon, loading } from '../dom.js';
import { pages } from '../scroll.js';
import { toast } from '../toasts.js';
import { itemOf, row } from './item.js';
import { openPreferences } from './preferences.js';

const PAGE = 30;
const CALM_MS = 1_000;
/** What people call their inbox is all but the archive, for which the service has no name. */
const FILTERS = { inbox: 'Inbox', unread: 'Unread', read: 'Read', archived: 'Archived' };
const NOTHING = {
  inbox: ['Nothing here yet', 'Notifications for you appear here the moment they are sent.'],
  unread: ['All caught up', 'There is nothing that you have not read.'],
  read: ['Nothing read yet', 'What you have read and not archived is here.'],
  archived: ['The archive is empty', 'What you archive is kept here, out of the way.'],
};

export function open({ herald }) {
  let filter = 'inbox';
  let category = '';
  let soon;
  const rows = new Map();
  const list = h('ul', { class: 'items', 'aria-label': 'Notifications' });
  const sentinel = h('div', { class: 'sentinel' });
  const note = h('div');
  const categories = h('select', { class: 'input', 'aria-label': 'Category', on: { change: () => ((category = categories.value), reload()) } });
  const filters = h('div', { class: 'segments', role: 'group', 'aria-label': 'Show' }, ...Object.entries(FILTERS).map(([name, label]) =>
    h('button', { type: 'button', data: { filter: name }, on: { click: () => ((filter = name), reload()) } }, label)));
  const scroll = pages(sentinel, load, (error, again) => note.replaceChildren(failure(error, () => (note.replaceChildren(), again()))));

  async function load(before, isMine) {
    const status = filter === 'inbox' ? 'all' : filter;
    const page = await herald.inbox.list({ status, limit: PAGE, before, category: category || undefined });
    if (!isMine()) return {};
    if (!before) note.replaceChildren();
    page.items.forEach((item) => add(item, false));
    if (!page.next && rows.size === 0) showNothing();
    return page;
  }

  function reload() {
    for (const one of filters.children) one.setAttribute('aria-pressed', one.dataset.filter === filter);
    rows.clear();
    list.replaceChildren();
    note.replaceChildren(loading());
    scroll.start();
    reloadCategories();
  }

  /** A hundred notifications at once are one question. */
  function categoriesSoon() {
    clearTimeout(soon);
    soon = setTimeout(reloadCategories, CALM_MS);
  }

  async function reloadCategories() {
    const { byCategory } = await herald.inbox.unread().catch(() => ({ byCategory: {} }));
    const names = [...new Set([...Object.keys(byCategory), ...[...rows.values()].map((one) => one.item.category), category])].filter(Boolean).sort();
    categories.replaceChildren(h('option', { value: '' }, 'All categories'), ...names.map((name) =>
      h('option', { value: name, selected: name === category }, byCategory[name] ? `${name} (${byCategory[name]})` : name)));
  }

  function add(item, isNew) {
    if (rows.has(item.id) || !belongs(item)) return;
    const shown = row(item, act);
    rows.set(item.id, shown);
    if (isNew) {
      note.replaceChildren();
      list.prepend(shown.node);
      shown.node.classList.add('new');
    } else {
      list.append(shown.node);
    }
  }

  function belongs(item) {
    const state = item.archivedAt ? 'archived' : item.readAt ? 'read' : 'unread';
    return (filter === state || (filter === 'inbox' && state !== 'archived')) && (!category || item.category === category);
  }

  /** Shown at once; what the service does not accept is taken back. */
  async function act(id, state) {
    const call = { read: 'read', unread: 'unreadItem', archived: 'archive', deleted: 'remove' }[state];
    const was = { ...rows.get(id)?.item };
    become(id, state);
    try {
      await herald.inbox[call](id);
    } catch (error) {
      toast({ type: 'error', title: 'That did not work', body: explain(error) });
      if (rows.has(id)) rows.get(id).show(was);
      else reload();
    }
  }

  function become(id, state) {
    const shown = rows.get(id);
    if (!shown) return;
    const now = new Date().toISOString();
    const { readAt, archivedAt, ...rest } = shown.item;
    if (state === 'read') shown.show({ ...rest, readAt: readAt ?? now, archivedAt });
    if (state === 'unread') shown.show(rest);
    if (state === 'archived') shown.show({ ...rest, readAt, archivedAt: now });
    // What has just been read stays where the eye is, until the list is asked for anew.
    const isRead = filter === 'unread' && state === 'read';
    if (state === 'deleted' || (!isRead && !belongs(shown.item))) remove(id);
  }

  function remove(id) {
    const shown = rows.get(id);
    if (!shown) return;
    const next = shown.node.nextElementSibling ?? shown.node.previousElementSibling;
    const hadFocus = shown.node.contains(document.activeElement);
    shown.node.remove();
    rows.delete(id);
    if (hadFocus) (next?.querySelector('button') ?? filters.querySelector('button')).focus();
    if (rows.size === 0) showNothing();
  }

  function showNothing() {
    note.replaceChildren(empty(filter === 'archived' ? 'archive' : 'inbox', ...(category ? ['Nothing in this category', 'Choose another one above.'] : NOTHING[filter])));
  }

  async function readAll() {
    try {
      await herald.inbox.read(category ? { category } : undefined);
    } catch (error) {
      toast({ type: 'error', title: 'That did not work', body: explain(error) });
    }
  }

  const ends = [
    herald.on('notification', (event) => (add(itemOf(event), true), categoriesSoon())),
    herald.on('notification.withdrawn', ({ data }) => remove(data.id)),
    herald.on('notification.replaced', ({ data }) => remove(data.id)),
    herald.on('inbox.changed', ({ data }) => {
      const known = data.ids.length > 0 && data.ids.every((id) => rows.has(id) || !comesInto(data.state));
      if (known) data.ids.forEach((id) => become(id, data.state));
      else reload();
    }),
    herald.on('reset', reload),
  ];
  const comesInto = (state) => state === filter || filter === 'inbox' && state === 'unread';

  const node = h('div', { class: 'view inbox' },
    h('div', { class: 'view-bar' },
      filters, h('span', { class: 'grow' }), categories,
      button('Mark all read', { icon: 'checks', class: 'narrows' }, readAll),
      button('Preferences', { icon: 'settings', class: 'narrows' }, () => openPreferences(herald))),
    askToNotify(),
    h('div', { class: 'card' }, list, note, sentinel));

  return {
    node,
    shown: reload,
    close() {
      clearTimeout(soon);
      scroll.stop();
      ends.forEach((end) => end());
    },
  };
}

/** Asked for only here, and only once a person says so: a browser that asks by itself is told no. */
function askToNotify() {
  if (globalThis.Notification?.permission !== 'default') return null;
  const strip = h('p', { class: 'ask' }, icon('bell'),
    h('span', {}, 'Let this browser tell you of notifications while you look elsewhere?'),
    button('Allow', { class: 'small' }, async () => {
      await Notification.requestPermission();
      strip.remove();
    }),
    button('Not now', { class: 'small' }, () => strip.remove()));
  return strip;
}

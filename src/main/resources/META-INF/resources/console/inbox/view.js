import { button, empty, explain, failure, h, icon, loading } from '../dom.js';
import { pages } from '../scroll.js';
import { toast } from '../toasts.js';
import { itemOf, itemRow } from './item.js';
import { openPreferences } from './preferences.js';
import { openPush, subscribe } from './push.js';
import { removals } from './removal.js';

const PAGE = 30;
const DELAY_MS = 1_000;
/** `inbox` is all except archived items; the API has no status for it. */
const FILTERS = { inbox: 'Inbox', unread: 'Unread', read: 'Read', archived: 'Archived' };
const EMPTY_TEXTS = {
  inbox: ['Nothing here yet', 'New notifications appear here at once.'],
  unread: ['All caught up', 'You have no unread notifications.'],
  read: ['Nothing read yet', 'Read notifications are here until you archive them.'],
  archived: ['The archive is empty', 'Archived notifications are here.'],
};

export function open({ herald }) {
  let filter = 'inbox';
  let category = '';
  let timer;
  const rows = new Map();
  const list = h('ul', { class: 'items', 'aria-label': 'Notifications' });
  const removed = removals(list);
  /** The items whose deletion can still be undone. */
  const deleting = new Set();
  const sentinel = h('div', { class: 'sentinel' });
  const note = h('div');
  const categories = h('select', { class: 'input', 'aria-label': 'Category', on: { change: () => ((category = categories.value), reload()) } });
  const filters = h('div', { class: 'segments', role: 'group', 'aria-label': 'Show' }, ...Object.entries(FILTERS).map(([name, label]) =>
    h('button', { type: 'button', data: { filter: name }, on: { click: () => ((filter = name), reload()) } }, label)));
  const scroll = pages(sentinel, load, (error, retry) => note.replaceChildren(failure(error, () => (note.replaceChildren(), retry()))));

  async function load(before, isCurrent) {
    const status = filter === 'inbox' ? 'all' : filter;
    const page = await herald.inbox.list({ status, limit: PAGE, before, category: category || undefined });
    if (!isCurrent()) return {};
    if (!before) note.replaceChildren();
    page.items.forEach((item) => add(item, false));
    if (!page.next && rows.size === 0) showEmpty();
    return page;
  }

  function reload() {
    for (const one of filters.children) one.setAttribute('aria-pressed', one.dataset.filter === filter);
    removed.finish();
    rows.clear();
    list.replaceChildren();
    note.replaceChildren(loading());
    scroll.start();
    reloadCategories();
  }

  /** Reads the categories once for notifications that arrive together. */
  function reloadCategoriesLater() {
    clearTimeout(timer);
    timer = setTimeout(reloadCategories, DELAY_MS);
  }

  async function reloadCategories() {
    const { byCategory } = await herald.inbox.unread().catch(() => ({ byCategory: {} }));
    const names = [...new Set([...Object.keys(byCategory), ...[...rows.values()].map((one) => one.item.category), category])].filter(Boolean).sort();
    categories.replaceChildren(h('option', { value: '' }, 'All categories'), ...names.map((name) =>
      h('option', { value: name, selected: name === category }, byCategory[name] ? `${name} (${byCategory[name]})` : name)));
  }

  function add(item, isNew) {
    if (rows.has(item.id) || deleting.has(item.id) || !matches(item)) return;
    const row = itemRow(item, change);
    rows.set(item.id, row);
    if (isNew) {
      note.replaceChildren();
      list.prepend(row.node);
      row.node.classList.add('new');
    } else {
      list.append(row.node);
    }
  }

  function matches(item) {
    const state = item.archivedAt ? 'archived' : item.readAt ? 'read' : 'unread';
    return (filter === state || (filter === 'inbox' && state !== 'archived')) && (!category || item.category === category);
  }

  /** Shows the change at once, and reverts it if the service rejects it. A deletion is final, so it waits for an undo. */
  async function change(id, state) {
    if (state === 'deleted') return removeWithUndo(id, 'Deleted');
    const previous = { ...rows.get(id)?.item };
    const row = rows.get(id);
    if (state === 'archived' && filter !== 'archived' && row) removeWithUndo(id, 'Archived');
    else showState(id, state);
    await attempt(id, previous, herald.inbox[{ read: 'read', unread: 'unreadItem', archived: 'archive' }[state]](id));
  }

  async function attempt(id, previous, call) {
    try {
      await call;
    } catch (error) {
      toast({ type: 'error', title: 'The change failed', body: explain(error) });
      if (rows.has(id)) rows.get(id).show(previous);
      else reload();
    }
  }

  function removeWithUndo(id, text) {
    const row = rows.get(id);
    const isDeletion = text === 'Deleted';
    if (isDeletion) deleting.add(id);
    rows.delete(id);
    removed.replace(row.node, text, {
      commit: () => isDeletion && attempt(id, row.item, herald.inbox.remove(id).finally(() => deleting.delete(id))),
      undo() {
        deleting.delete(id);
        rows.set(id, row);
        if (!isDeletion) attempt(id, row.item, restore(row.item));
      },
      onGone: () => rows.size === 0 && showEmpty(),
    });
  }

  /** Only the call that marks an item as unread takes it out of the archive. */
  async function restore({ id, readAt }) {
    await herald.inbox.unreadItem(id);
    if (readAt) await herald.inbox.read(id);
  }

  function showState(id, state) {
    const row = rows.get(id);
    if (!row) return;
    const now = new Date().toISOString();
    const { readAt, archivedAt, ...rest } = row.item;
    if (state === 'read') row.show({ ...rest, readAt: readAt ?? now, archivedAt });
    if (state === 'unread') row.show(rest);
    if (state === 'archived') row.show({ ...rest, readAt, archivedAt: now });
    // An item that was just read stays in the list until it is reloaded.
    const isJustRead = filter === 'unread' && state === 'read';
    if (state === 'deleted' || (!isJustRead && !matches(row.item))) remove(id);
  }

  function remove(id) {
    const row = rows.get(id);
    if (!row) return;
    const next = row.node.nextElementSibling ?? row.node.previousElementSibling;
    const hadFocus = row.node.contains(document.activeElement);
    row.node.remove();
    rows.delete(id);
    if (hadFocus) (next?.querySelector('button') ?? filters.querySelector('button')).focus();
    if (rows.size === 0) showEmpty();
  }

  function showEmpty() {
    note.replaceChildren(empty(filter === 'archived' ? 'archive' : 'inbox', ...(category ? ['Nothing in this category', 'Choose another category above.'] : EMPTY_TEXTS[filter])));
  }

  async function readAll() {
    try {
      await herald.inbox.read(category ? { category } : undefined);
    } catch (error) {
      toast({ type: 'error', title: 'The change failed', body: explain(error) });
    }
  }

  const listeners = [
    herald.on('notification', (event) => (add(itemOf(event), true), reloadCategoriesLater())),
    herald.on('notification.withdrawn', ({ data }) => remove(data.id)),
    herald.on('notification.replaced', ({ data }) => remove(data.id)),
    herald.on('inbox.changed', ({ data }) => {
      const known = data.ids.length > 0 && data.ids.every((id) => rows.has(id) || !enters(data.state));
      if (known) data.ids.forEach((id) => showState(id, data.state));
      else reload();
    }),
    herald.on('reset', reload),
  ];
  addEventListener('pagehide', removed.finish);
  const enters = (state) => state === filter || filter === 'inbox' && state === 'unread';

  const node = h('div', { class: 'view inbox' },
    h('div', { class: 'view-bar' },
      filters, h('span', { class: 'grow' }), categories,
      button('Mark all read', { icon: 'checks', class: 'icon-if-narrow', title: 'Mark all read' }, readAll),
      button('Push', { icon: 'bell', class: 'icon-if-narrow', title: 'Push' }, () => openPush(herald)),
      button('Preferences', { icon: 'settings', class: 'icon-if-narrow', title: 'Preferences' }, () => openPreferences(herald))),
    permissionRequest(herald),
    h('div', { class: 'card' }, list, note, sentinel));

  return {
    node,
    mounted: reload,
    close() {
      clearTimeout(timer);
      removeEventListener('pagehide', removed.finish);
      removed.finish();
      scroll.stop();
      listeners.forEach((remove) => remove());
    },
  };
}

/** The browser asks for the permission only after a click: users tend to deny a prompt that appears by itself. */
function permissionRequest(herald) {
  if (globalThis.Notification?.permission !== 'default') return null;
  const question = h('span', {}, 'Turn on desktop notifications?');
  let allow = () => Notification.requestPermission();
  const bar = h('p', { class: 'permission' }, icon('bell'), question,
    button('Allow', { class: 'small' }, async () => {
      await allow().catch((error) => toast({ type: 'error', title: 'Push is not on', body: explain(error) }));
      bar.remove();
    }),
    button('Not now', { class: 'small' }, () => bar.remove()));
  herald.push.state().then(({ state }) => {
    if (state !== 'unsubscribed') return;
    question.textContent = 'Turn on desktop notifications, also while this page is closed?';
    allow = () => subscribe(herald);
  }, () => {});
  return bar;
}

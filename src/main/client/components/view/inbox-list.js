/** @import { Herald, InboxItem, InboxList, InboxListOptions, InboxListState } from 'herald-push-client/inbox' */

/** A notification that has just arrived may not be in the inbox yet, if it is read meanwhile. */
const PROJECTION_MS = 5_000;
/** A page with fewer unread notifications than have arrived is read again after a second, then after two, four, eight and sixteen. */
const REREAD_MS = 1_000;
const MAX_REREADS = 5;
/** The largest page of the service. */
const MAX_LIMIT = 200;

/** @param {InboxItem} item */
export const stateOf = (item) => (item.archivedAt ? 'archived' : item.readAt ? 'read' : 'unread');

/**
 * A list of the inbox that follows all changes, on any device. It is active while it has a listener.
 *
 * @param {Herald} herald
 * @param {InboxListOptions} [options]
 * @returns {InboxList}
 */
export function createInboxList(herald, { status = 'all', category, limit = 20 } = {}) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {(() => void)[]} */
  let removals = [];
  /** The time at which an item arrived live. */
  const arrivals = new Map();
  /** @type {InboxListState} */
  let state = { items: [], unread: herald.inbox.badge.unread, loading: true, hasMore: false };
  /** @type {string | undefined} */
  let next;
  /** The page that was read last. @type {string | undefined} */
  let position;
  let latest = 0;
  let isStale = false;
  let rereads = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let reread;
  /** Settles when the page has been read. @type {Promise<void> | undefined} */
  let reading;

  /** @param {Partial<InboxListState>} more */
  const update = (more) => {
    state = { ...state, ...more };
    listeners.forEach((changed) => changed());
  };

  /** `all` is what is not archived. @param {InboxItem} item */
  const matches = (item) => (status === 'all' ? !item.archivedAt : status === stateOf(item)) && (!category || category === item.category);

  /** @param {string} [before] */
  function read(before) {
    return (reading = readPage(before));
  }

  /** @param {string} [before] */
  async function readPage(before) {
    const own = ++latest;
    clearTimeout(reread);
    position = before;
    // What happens before the client is connected is not reported.
    isStale = herald.status.state !== 'online';
    update({ loading: true, error: undefined });
    try {
      // A list that is read again keeps its length.
      const page = await herald.inbox.list({ status, category, limit: before ? limit : Math.min(MAX_LIMIT, Math.max(limit, state.items.length)), before });
      if (own !== latest) return;
      next = page.next;
      const ids = new Set(page.items.map(({ id }) => id));
      const rest = state.items.filter(({ id }) => !ids.has(id) && (before || arrivals.get(id) > Date.now() - PROJECTION_MS));
      const items = page.items.filter(matches);
      const isBehind = !before && page.unread < herald.inbox.badge.unread && rereads < MAX_REREADS;
      reread = isBehind ? setTimeout(read, REREAD_MS * 2 ** rereads++) : undefined;
      if (!isBehind && !before) rereads = 0;
      update({ items: [...rest, ...items], unread: page.unread, loading: isBehind && !items[0], hasMore: Boolean(next) });
      // All items of the page may be archived.
      if (next && !state.items[0]) await read(next);
    } catch (error) {
      if (own !== latest) return;
      isStale = true;
      update({ loading: false, error: /** @type {any} */ (error) });
    }
  }

  /** @param {string[]} ids @param {string} to */
  function show(ids, to) {
    const now = new Date().toISOString();
    const items = state.items.flatMap((item) => {
      if (!ids.includes(item.id)) return [item];
      const { readAt, archivedAt, ...rest } = item;
      if (to === 'unread') return matches(rest) ? [rest] : [];
      const changed = { ...item, readAt: readAt ?? now, ...(to === 'archived' && { archivedAt: archivedAt ?? now }) };
      // An item that was just read stays in the list of unread ones until that is read again.
      return to !== 'deleted' && (matches(changed) || (to === 'read' && status === 'unread')) ? [changed] : [];
    });
    update({ items });
  }

  /** Shows a change at once, and reads the list again if the service rejects it. @param {string} id @param {string} to @param {() => Promise<unknown>} request */
  async function change(id, to, request) {
    show([id], to);
    try {
      await request();
    } catch (error) {
      // A notification to a room is in the inbox of its members only.
      if (/** @type {any} */ (error).code === 'not_found') return show([id], 'deleted');
      await read();
      throw error;
    }
  }

  function start() {
    removals = [
      herald.on('notification', ({ data, from, time }) => {
        const item = { ...data, from, createdAt: time };
        arrivals.set(item.id, Date.now());
        if (matches(item) && !state.items.some(({ id }) => id === item.id)) update({ items: [item, ...state.items] });
      }),
      herald.on('notification.withdrawn', ({ data }) => show([data.id], 'deleted')),
      herald.on('notification.replaced', ({ data }) => show([data.id], 'deleted')),
      herald.on('inbox.changed', ({ data: { ids, state: to } }) => {
        const entersList = to === status || (to === 'unread' && status === 'all');
        if (entersList && !ids.every((id) => state.items.some((item) => item.id === id))) read();
        else show(ids, to);
      }),
      herald.on('inbox.badge', ({ unread }) => update({ unread })),
      herald.on('ready', () => isStale && read()),
      herald.on('session.status', (now) => now.state === 'online' && isStale && read()),
      herald.on('reset', () => read()),
    ];
    read();
  }

  const { inbox } = herald;
  return {
    state: () => state,
    subscribe(changed) {
      if (listeners.add(changed).size === 1) start();
      return () => {
        listeners.delete(changed);
        if (listeners.size) return;
        latest++;
        clearTimeout(reread);
        removals.splice(0).forEach((remove) => remove());
      };
    },
    reload: () => read(),
    retry: () => read(position),
    async loadMore() {
      // The first page is read again after a reconnect, for instance.
      for (let current; !position && current !== reading; await current) current = reading;
      if (next && !state.loading) await read(next);
    },
    read: (id) => change(id, 'read', () => inbox.read(id)),
    unreadItem: (id) => change(id, 'unread', () => inbox.unreadItem(id)),
    archive: (id) => change(id, 'archived', () => inbox.archive(id)),
    remove: (id) => change(id, 'deleted', () => inbox.remove(id)),
    async readAll() {
      await (category ? inbox.read({ category }) : inbox.read());
      show(state.items.map(({ id }) => id), 'read');
    },
  };
}

/**
 * A client with an inbox of five items, in memory. `calls` are the calls of its inbox; `failing` makes them fail. `unprojected` is the id of
 * an unread item that the next page lacks.
 */
const HOUR = 3_600_000;
const ago = (ms) => new Date(Date.now() - ms).toISOString();

export function fakeHerald() {
  const listeners = new Map();
  let items = [
    { id: '1', type: 'success', title: 'Order shipped', body: 'Expected on Thursday.', category: 'orders', link: '#order', from: 'shop', createdAt: ago(60_000) },
    { id: '2', type: 'warning', title: 'Card expires', from: 'billing', createdAt: ago(120_000) },
    { id: '3', type: 'info', title: 'Comment', from: 'docs', createdAt: ago(180_000), readAt: ago(0) },
    { id: '4', type: 'error', title: 'Import failed', from: 'ops', createdAt: ago(100 * HOUR) },
    { id: '5', type: 'info', title: 'Old', from: 'docs', createdAt: ago(101 * HOUR), readAt: ago(0), archivedAt: ago(0) },
  ];
  const isUnread = (item) => !item.readAt && !item.archivedAt;
  const badge = () => ({ unread: items.filter(isUnread).length });
  const change = async (call, id, more) => {
    herald.calls.push(`${call} ${id}`);
    if (herald.failing) throw Object.assign(new Error('No.'), { code: 'unavailable' });
    items = items.map((item) => (item.id === id ? { ...item, ...more } : item));
    herald.emit('inbox.badge', badge());
  };
  const herald = {
    calls: [],
    failing: false,
    status: { state: 'online' },
    on(event, f) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(f));
      return () => all.delete(f);
    },
    emit: (event, data) => listeners.get(event)?.forEach((f) => f(data)),
    show(status) {
      herald.status = status;
      herald.emit('session.status', status);
    },
    notify: (data) => herald.emit('notification', { data, from: 'shop', time: ago(0) }),
    connect: () => herald.calls.push('connect'),
    inbox: {
      get badge() {
        return badge();
      },
      async list({ status, category, before, limit }) {
        if (herald.failing) throw Object.assign(new Error('No.'), { code: 'unavailable' });
        const matches = { all: () => true, unread: isUnread, read: (item) => item.readAt && !item.archivedAt, archived: (item) => item.archivedAt };
        const all = items.filter((item) => matches[status](item) && (!category || item.category === category));
        const from = before ? all.findIndex(({ id }) => id === before) + 1 : 0;
        const size = herald.pageSize ?? limit;
        const late = herald.unprojected;
        herald.unprojected = undefined;
        const page = all.slice(from, from + size).filter(({ id }) => id !== late);
        return { items: page, next: from + size < all.length ? page.at(-1).id : undefined, unread: badge().unread - (late ? 1 : 0) };
      },
      read: (which) => (which ? change('read', which, { readAt: ago(0) }) : Promise.all(items.map(({ id }) => change('read', id, { readAt: ago(0) })))),
      unreadItem: (id) => change('unread', id, { readAt: undefined }),
      archive: (id) => change('archive', id, { archivedAt: ago(0) }),
      async remove(id) {
        await change('remove', id);
        items = items.filter((item) => item.id !== id);
      },
      unread: async () => ({ ...badge(), byCategory: { orders: 1 } }),
      async preferences(set) {
        if (set) herald.calls.push(`preferences ${JSON.stringify(set)}`);
        return { categories: { ads: 'mute' } };
      },
    },
    push: {
      state: async () => ({ state: 'unsubscribed' }),
      subscribe: async () => herald.calls.push('subscribe'),
      unsubscribe: async () => herald.calls.push('unsubscribe'),
    },
  };
  return herald;
}

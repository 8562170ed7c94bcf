import { path, query } from './basics.js';

/** @param count receives the badge after a change; `badge` returns the current one */
export function inboxOf(request, badge, count) {
  const get = (to) => request('GET', `inbox${to}`);
  const change = async (to, body) => {
    const changed = await request('POST', `inbox/${to}`, body);
    count(changed);
    return changed;
  };
  return {
    get badge() {
      return badge();
    },
    list: (page = {}) => get(query(page)),
    unread: () => get('/unread'),
    read: (which = {}) => (typeof which === 'string' ? change(`${path(which)}/read`) : change('read', which)),
    unreadItem: (id) => change(`${path(id)}/unread`),
    archive: (id) => change(`${path(id)}/archive`),
    remove: (id) => request('DELETE', `inbox/${path(id)}`),
    preferences: (set) => (set ? request('PUT', 'inbox/preferences', set) : get('/preferences')),
  };
}

import { encode, query } from './basics.js';

/** @param onChange receives the badge after a change; `badge` returns the current one */
export function createInbox(request, badge, onChange) {
  const get = (path) => request('GET', `inbox${path}`);
  const change = async (path, body) => {
    const changed = await request('POST', `inbox/${path}`, body);
    onChange(changed);
    return changed;
  };
  return {
    get badge() {
      return badge();
    },
    list: (page = {}) => get(query(page)),
    unread: () => get('/unread'),
    read: (which = {}) => (typeof which === 'string' ? change(`${encode(which)}/read`) : change('read', which)),
    unreadItem: (id) => change(`${encode(id)}/unread`),
    archive: (id) => change(`${encode(id)}/archive`),
    remove: (id) => request('DELETE', `inbox/${encode(id)}`),
    preferences: (set) => request(set ? 'PUT' : 'GET', 'inbox/preferences', set),
  };
}

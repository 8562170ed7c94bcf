import { encode, query } from './basics.js';

/** @import { Badge, Herald } from 'herald-push-client' */

/**
 * @param {Herald['request']} request
 * @param {() => Badge} badge returns the current one
 * @param {(badge: Badge) => void} onChange receives it after a change
 * @returns {Herald['inbox']}
 */
export function createInbox(request, badge, onChange) {
  const get = (/** @type {string} */ path) => request('GET', `inbox${path}`);
  /** @param {string} path @param {object} [body] */
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
    read: (/** @type {any} */ which = {}) => (typeof which === 'string' ? change(`${encode(which)}/read`) : change('read', which)),
    unreadItem: (id) => change(`${encode(id)}/unread`),
    archive: (id) => change(`${encode(id)}/archive`),
    remove: (id) => request('DELETE', `inbox/${encode(id)}`),
    preferences: (set) => request(set ? 'PUT' : 'GET', 'inbox/preferences', set),
  };
}

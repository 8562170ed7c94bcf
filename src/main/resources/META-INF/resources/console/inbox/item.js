import { h, icon, tool } from '../dom.js';
import { relativeTime } from '../time.js';

/** Returns the inbox item for a notification event, without a request to the inbox. */
export function itemOf({ data, from, time }) {
  return { ...data, from, createdAt: time };
}

/** A row of the list. Calls `change(id, state)` when the user changes the state of the item. */
export function itemRow(item, change) {
  const node = h('li', { class: 'item' });
  const row = {
    node,
    item,
    show(next) {
      row.item = next;
      const focused = node.contains(document.activeElement) && document.activeElement.dataset.act;
      node.dataset.state = next.archivedAt ? 'archived' : next.readAt ? 'read' : 'unread';
      node.dataset.type = next.type;
      node.replaceChildren(...parts(next, change));
      if (focused) (node.querySelector(`[data-act="${focused}"]`) ?? node.querySelector('button')).focus();
    },
  };
  row.show(item);
  return row;
}

function parts(item, change) {
  const unread = !item.readAt && !item.archivedAt;
  return [
    h('span', { class: 'type-icon' }, icon(item.type), h('span', { class: 'hidden-text' }, unread ? `Unread, ${item.type}` : item.type)),
    h('div', { class: 'content' },
      h('h2', {}, item.title),
      item.body && h('p', {}, item.body),
      h('p', { class: 'meta' },
        h('span', {}, item.from), relativeTime(item.createdAt),
        item.category && h('span', { class: 'chip' }, item.category),
        item.critical && h('span', { class: 'chip', data: { type: 'error' } }, 'critical'),
        item.link && link(item, unread, change))),
    h('div', { class: 'item-actions' },
      unread
        ? tool(`Mark as read: ${item.title}`, 'check', () => change(item.id, 'read'), { 'data-act': 'read' })
        : tool(`Mark as unread: ${item.title}`, 'dot', () => change(item.id, 'unread'), { 'data-act': 'read' }),
      !item.archivedAt && tool(`Archive: ${item.title}`, 'archive', () => change(item.id, 'archived'), { 'data-act': 'archive' }),
      tool(`Delete: ${item.title}`, 'delete', () => change(item.id, 'deleted'), { 'data-act': 'delete', class: 'tool danger' })),
  ];
}

/** The service accepts only http(s) addresses and paths as links. They open in a new tab. */
function link(item, unread, change) {
  const opened = () => unread && change(item.id, 'read');
  return h('a', { href: item.link, target: '_blank', rel: 'noopener noreferrer', on: { click: opened } }, icon('link'), 'Open');
}

import { h, icon, tool } from '../dom.js';
import { moment } from '../time.js';

/** The item that a notification becomes, before the inbox is asked for it. */
export function itemOf({ data, from, time }) {
  return { ...data, from, createdAt: time };
}

/** `act(id, state)` is called with what the person wants it to become. */
export function row(item, act) {
  const node = h('li', { class: 'item' });
  const shown = {
    node,
    item,
    show(now) {
      shown.item = now;
      const focused = node.contains(document.activeElement) && document.activeElement.dataset.act;
      node.dataset.state = now.archivedAt ? 'archived' : now.readAt ? 'read' : 'unread';
      node.dataset.type = now.type;
      node.replaceChildren(...parts(now, act));
      if (focused) (node.querySelector(`[data-act="${focused}"]`) ?? node.querySelector('button')).focus();
    },
  };
  shown.show(item);
  return shown;
}

function parts(item, act) {
  const unread = !item.readAt && !item.archivedAt;
  return [
    h('span', { class: 'sign' }, icon(item.type), h('span', { class: 'hidden-text' }, unread ? `Unread, ${item.type}` : item.type)),
    h('div', { class: 'what' },
      h('h2', {}, item.title),
      item.body && h('p', {}, item.body),
      h('p', { class: 'meta' },
        h('span', {}, item.from), moment(item.createdAt),
        item.category && h('span', { class: 'chip' }, item.category),
        item.critical && h('span', { class: 'chip', data: { type: 'error' } }, 'critical'),
        item.link && link(item, unread, act))),
    h('div', { class: 'acts' },
      unread
        ? tool(`Mark as read: ${item.title}`, 'check', () => act(item.id, 'read'), { 'data-act': 'read' })
        : tool(`Mark as unread: ${item.title}`, 'dot', () => act(item.id, 'unread'), { 'data-act': 'read' }),
      !item.archivedAt && tool(`Archive: ${item.title}`, 'archive', () => act(item.id, 'archived'), { 'data-act': 'archive' }),
      tool(`Delete: ${item.title}`, 'delete', () => act(item.id, 'deleted'), { 'data-act': 'delete', class: 'tool danger' })),
  ];
}

/** The service lets only addresses of the web, and paths, through; a page of somebody else's is opened beside this one. */
function link(item, unread, act) {
  const opened = () => unread && act(item.id, 'read');
  return h('a', { href: item.link, target: '_blank', rel: 'noopener noreferrer', on: { click: opened } }, icon('link'), 'Open');
}

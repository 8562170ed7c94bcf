import { h, icon, tool } from '../dom.js';
import { stateOf } from './inbox-list.js';

/** @import { InboxItem } from 'herald-push-client/inbox' */
/** @typedef {ReturnType<import('../texts.js').createFormat>} Format */

/**
 * What a user can do with an item of the list.
 *
 * @typedef {object} Actions
 * @property {(item: InboxItem, event: Event) => void} open
 * @property {(item: InboxItem) => void} toggle marks it as read or unread
 * @property {(item: InboxItem, kind: 'archive' | 'remove') => void} discard archives or deletes it, unless it is undone in time
 * @property {(item: InboxItem) => void} undo
 */

/** The title, which opens the link if there is one. @param {InboxItem} item @param {Actions} actions */
const title = (item, actions) => {
  const click = (/** @type {Event} */ event) => actions.open(item, event);
  return item.link
    ? h('a', { part: 'title', href: item.link, 'data-act': 'open', click }, item.title)
    : h('button', { part: 'title', type: 'button', 'data-act': 'open', click }, item.title);
};

/** @param {Format} format @param {InboxItem} item @param {Actions} actions */
function content({ text, exact, time }, item, actions) {
  const isUnread = stateOf(item) === 'unread';
  /** @param {string} name @param {'markRead' | 'markUnread' | 'archive' | 'remove'} key @param {() => void} click */
  const action = (name, key, click) => tool(name, `${text(key)}: ${item.title}`, click, 'tool', text(key));
  return [
    h('span', { part: `type ${item.type}` }, icon(item.type), h('span', { part: 'hidden' }, text(item.type), isUnread && `, ${text('unread')}`)),
    h('div', { part: 'content' },
      title(item, actions),
      item.body && h('p', { part: 'body' }, item.body),
      h('p', { part: 'meta' }, h('time', { datetime: item.createdAt, title: exact(item.createdAt) }, time(item.createdAt)), h('span', { part: 'from' }, item.from), item.category && h('span', { part: 'category' }, item.category))),
    h('div', { part: 'actions' },
      isUnread
        ? action('read', 'markRead', () => actions.toggle(item))
        : !item.archivedAt && action('unread', 'markUnread', () => actions.toggle(item)),
      !item.archivedAt && action('archive', 'archive', () => actions.discard(item, 'archive')),
      action('remove', 'remove', () => actions.discard(item, 'remove'))),
  ];
}

/**
 * Creates the row of an item, or shows a change in it. A row that is being removed keeps its place, so that no other row moves
 * under the pointer.
 *
 * @param {any} row an existing one
 * @param {Format} format
 * @param {InboxItem} item
 * @param {string | undefined} discarded `archive` or `remove`
 * @param {Actions} actions
 */
export function showRow(row, format, item, discarded, actions) {
  const { text } = format;
  row ??= h('li', {});
  // The same object has the same content.
  if (row.item === item && row.discarded === discarded && row.format === format) return row;
  const focused = row.contains(row.getRootNode().activeElement) && row.getRootNode().activeElement.dataset.act;
  // The line with the undo has the height of the item.
  row.style.minHeight = discarded && row.offsetHeight ? `${row.offsetHeight}px` : '';
  row.setAttribute('part', discarded ? 'item discarded' : `item ${stateOf(item)}`);
  row.replaceChildren(...(discarded
    ? [h('span', {}, text(discarded === 'remove' ? 'wasRemoved' : 'wasArchived')), h('button', { part: 'button', type: 'button', 'data-act': 'undo', click: () => actions.undo(item) }, text('undo'))]
    : content(format, item, actions)));
  Object.assign(row, { item, discarded, format });
  if (focused) (row.querySelector(`[data-act=${focused}]`) ?? row.querySelector('[data-act]')).focus();
  return row;
}

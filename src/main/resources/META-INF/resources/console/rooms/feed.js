import { button, empty, failure, h, loading } from '../dom.js';
import { pages } from '../scroll.js';
import { day, sameDay } from '../time.js';
import { uuid } from '../uuid.js';
import { message } from './message.js';
import { insertInOrder, timeOf } from './order.js';

const PAGE = 40;
const END_TOLERANCE_PX = 120;
const GROUP_MS = 5 * 60_000;

/**
 * The messages of a room, oldest first. A message that is being sent carries an id of this page, `client`. Its event may arrive
 * before its acknowledgement, and the feed matches the two by that id.
 */
export function feed(herald, session, room) {
  const channel = `room:${room}`;
  const byId = new Map();
  const pending = new Map();
  const edited = new Set();
  const sentinel = h('div', { class: 'sentinel' });
  const note = h('div');
  const list = h('ol', { class: 'messages' });
  const newMessages = button('New messages', { class: 'small primary to-end', hidden: true }, scrollToEnd);
  const scroller = h('div', { class: 'feed', role: 'log', 'aria-label': `Messages in ${room}`, tabindex: 0 }, sentinel, note, list);
  const scroll = pages(sentinel, load, (error, retry) => note.replaceChildren(failure(error, () => (note.replaceChildren(), retry()))), scroller);

  async function load(before, isCurrent) {
    const page = await herald.history(room, { before, limit: PAGE });
    if (!isCurrent()) return {};
    note.replaceChildren();
    const height = scroller.scrollHeight;
    for (const event of page.events) {
      if (event.event === 'message.edited') markEdited(event.data.id);
      if (event.event === 'message') add(event);
    }
    group();
    if (before) scroller.scrollTop += scroller.scrollHeight - height;
    else scrollToEnd();
    if (!page.next && list.children.length === 0) note.replaceChildren(empty('rooms', 'No messages yet', 'Send the first one. Users who join later can read it, too.'));
    return page;
  }

  function markEdited(id) {
    edited.add(id);
    byId.get(id)?.update({ edited: true });
  }

  function add(event) {
    if (byId.has(event.id)) return;
    const sent = pending.get(event.data.client);
    if (sent) return acknowledge(sent, event);
    const row = message(state(event), actions);
    byId.set(event.id, row);
    insertInOrder(list, row);
  }

  const state = (event) => ({
    id: event.id,
    from: event.from,
    time: event.time,
    content: event.data.content,
    edited: edited.has(event.id),
    own: event.from === session.user,
    mayChange: event.from === session.user || session.isAdmin,
    sent: 'acked',
  });

  function acknowledge(row, event) {
    pending.delete(row.client);
    byId.set(event.id, row);
    row.update({ id: event.id, time: event.time ?? timeOf(event.id), sent: 'acked' });
    insertInOrder(list, row);
    group();
  }

  const actions = {
    edit: (id, content) => herald.edit(room, id, content),
    remove: (id) => herald.delete(room, id),
    retry: (row) => deliver(row),
  };

  function send(content) {
    const row = message({ from: session.user, time: new Date().toISOString(), content, own: true, mayChange: true, sent: 'sending' }, actions);
    row.client = uuid();
    insertInOrder(list, row);
    note.replaceChildren();
    group();
    scrollToEnd();
    return deliver(row);
  }

  async function deliver(row) {
    pending.set(row.client, row);
    row.update({ sent: 'sending' });
    try {
      const { id } = await herald.send(room, row.state.content, { client: row.client });
      if (pending.has(row.client)) acknowledge(row, { id });
    } catch (error) {
      pending.delete(row.client);
      row.update({ sent: 'failed', error });
    }
  }

  /** Inserts a line for each day, and groups consecutive messages of one sender. */
  function group() {
    list.querySelectorAll('.day').forEach((line) => line.remove());
    let last = null;
    for (const node of [...list.children]) {
      const { from, time } = node.row.state;
      if (!last || !sameDay(last.time, time)) node.before(h('li', { class: 'day' }, h('span', {}, day(time))));
      node.toggleAttribute('data-continued', last?.from === from && new Date(time) - new Date(last.time) < GROUP_MS && sameDay(last.time, time));
      last = { from, time };
    }
  }

  function isAtEnd() {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < END_TOLERANCE_PX;
  }

  function scrollToEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    newMessages.hidden = true;
  }

  scroller.addEventListener('scroll', () => isAtEnd() && (newMessages.hidden = true), { passive: true });
  const inRoom = (f) => (event) => event.channel === channel && f(event);
  const listeners = [
    herald.on('message', inRoom((event) => {
      const wasAtEnd = isAtEnd();
      note.replaceChildren();
      add(event);
      group();
      if (wasAtEnd || event.from === session.user) scrollToEnd();
      else newMessages.hidden = false;
    })),
    herald.on('message.edited', inRoom(({ data }) => {
      markEdited(data.id);
      byId.get(data.id)?.update({ content: data.content });
    })),
    herald.on('message.deleted', inRoom(({ data }) => byId.get(data.id)?.update({ content: undefined }))),
    herald.on('reset', ({ channels }) => (channels.length === 0 || channels.includes(channel)) && restart()),
  ];

  function restart() {
    byId.clear();
    list.replaceChildren();
    note.replaceChildren(loading(5));
    scroll.start();
  }

  note.append(loading(5));
  return {
    node: h('div', { class: 'feed-frame' }, scroller, newMessages),
    send,
    /** Edits the last own message that is acknowledged and not deleted. */
    editLast: () => [...list.children].reverse().find((node) => node.row?.state.own && node.row.state.content !== undefined && node.row.state.id)?.row.edit(),
    start: () => scroll.start(),
    close() {
      scroll.stop();
      listeners.forEach((remove) => remove());
    },
  };
}

import { button, empty, failure, h, loading } from '../dom.js';
import { pages } from '../scroll.js';
import { day, sameDay } from '../time.js';
import { message } from './message.js';

const PAGE = 40;
const NEAR_THE_END_PX = 120;
const GROUP_MS = 5 * 60_000;

/**
 * What was said in a room, oldest first. A message that is on its way carries a mark of ours, `client`, so that its event,
 * which may come before its acknowledgement or to another tab, is known for the same.
 */
export function feed(herald, session, room) {
  const channel = `room:${room}`;
  const byId = new Map();
  const pending = new Map();
  const edited = new Set();
  const sentinel = h('div', { class: 'sentinel' });
  const note = h('div');
  const list = h('ol', { class: 'messages' });
  const news = button('New messages', { class: 'small primary to-end', hidden: true }, toEnd);
  const scroller = h('div', { class: 'feed', role: 'log', 'aria-label': `Messages in ${room}`, tabindex: 0 }, sentinel, note, list);
  const scroll = pages(sentinel, load, (error, again) => note.replaceChildren(failure(error, () => (note.replaceChildren(), again()))), scroller);

  async function load(before, isMine) {
    const page = await herald.history(room, { before, limit: PAGE });
    if (!isMine()) return {};
    note.replaceChildren();
    const height = scroller.scrollHeight;
    for (const event of page.events) {
      if (event.event === 'message.edited') noteEdit(event.data.id);
      if (event.event === 'message') add(event, 'prepend');
    }
    arrange();
    if (before) scroller.scrollTop += scroller.scrollHeight - height;
    else toEnd();
    if (!page.next && list.children.length === 0) note.replaceChildren(empty('rooms', 'It is quiet here', 'Say something: whoever joins later can read it too.'));
    return page;
  }

  function noteEdit(id) {
    edited.add(id);
    byId.get(id)?.update({ edited: true });
  }

  function add(event, where) {
    if (byId.has(event.id)) return;
    const mine = pending.get(event.data.client);
    if (mine) return settle(mine, event);
    const shown = message(state(event), acts);
    byId.set(event.id, shown);
    list[where](shown.node);
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

  function settle(shown, event) {
    pending.delete(shown.client);
    byId.set(event.id, shown);
    shown.update({ id: event.id, time: event.time ?? shown.state.time, sent: 'acked' });
  }

  const acts = {
    edit: (id, content) => herald.edit(room, id, content),
    remove: (id) => herald.delete(room, id),
    again: (shown) => deliver(shown),
  };

  function say(content) {
    const shown = message({ from: session.user, time: new Date().toISOString(), content, own: true, mayChange: true, sent: 'sending' }, acts);
    shown.client = crypto.randomUUID();
    list.append(shown.node);
    note.replaceChildren();
    arrange();
    toEnd();
    return deliver(shown);
  }

  async function deliver(shown) {
    pending.set(shown.client, shown);
    shown.update({ sent: 'sending' });
    try {
      const { id } = await herald.send(room, shown.state.content, { client: shown.client });
      if (pending.has(shown.client)) settle(shown, { id });
    } catch (error) {
      pending.delete(shown.client);
      shown.update({ sent: 'failed', error });
    }
  }

  /** Days, and who goes on speaking. */
  function arrange() {
    list.querySelectorAll('.day').forEach((line) => line.remove());
    let last = null;
    for (const node of [...list.children]) {
      const { from, time } = node.shown.state;
      if (!last || !sameDay(last.time, time)) node.before(h('li', { class: 'day' }, h('span', {}, day(time))));
      node.toggleAttribute('data-goes-on', last?.from === from && new Date(time) - new Date(last.time) < GROUP_MS && sameDay(last.time, time));
      last = { from, time };
    }
  }

  function isAtEnd() {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_THE_END_PX;
  }

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    news.hidden = true;
  }

  scroller.addEventListener('scroll', () => isAtEnd() && (news.hidden = true), { passive: true });
  const here = (f) => (event) => event.channel === channel && f(event);
  const ends = [
    herald.on('message', here((event) => {
      const follow = isAtEnd();
      note.replaceChildren();
      add(event, 'append');
      arrange();
      if (follow) toEnd();
      else news.hidden = false;
    })),
    herald.on('message.edited', here(({ data }) => {
      noteEdit(data.id);
      byId.get(data.id)?.update({ content: data.content });
    })),
    herald.on('message.deleted', here(({ data }) => byId.get(data.id)?.update({ content: undefined }))),
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
    node: h('div', { class: 'feed-frame' }, scroller, news),
    say,
    /** The last of one's own that can still be changed, for the arrow key in an empty field. */
    editLast: () => [...list.children].reverse().find((node) => node.shown?.state.own && node.shown.state.content !== undefined && node.shown.state.id)?.shown.edit(),
    start: () => scroll.start(),
    close() {
      scroll.stop();
      ends.forEach((end) => end());
    },
  };
}

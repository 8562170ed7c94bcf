import { Herald } from '../../client/herald.js';
import { button, empty, h } from '../dom.js';
import { showStatus } from '../status.js';
import { frameRow } from './frame.js';

const MOST = 500;
const TRANSPORTS = [['websocket', 'WebSocket'], ['sse', 'EventSource'], ['poll', 'Long poll']];

/** A connection of its own, so that cutting it hurts nobody, and all its frames are seen whoever has that of the tabs. */
export function open({ session }) {
  let transport = 'websocket';
  let herald = null;
  let ends = [];
  let isCut = false;
  const list = h('ol', { class: 'frames' });
  const nothing = empty('wire', 'Nothing yet', 'Each frame of this connection appears here as it goes over the wire.');
  const scroller = h('div', { class: 'wire-log', tabindex: 0, role: 'log', 'aria-live': 'off', 'aria-label': 'Frames' }, nothing, list);
  const pill = h('span', { class: 'pill', role: 'status' }, h('i', { 'aria-hidden': 'true' }), h('span'));
  const facts = { cursor: h('dd', { class: 'mono', 'data-fact': 'cursor' }, '–'), recovered: h('dd', {}, '–'), rooms: h('dd', {}, '–'), events: h('dd', { class: 'num' }, '0') };
  let events = 0;
  let rooms = new Set();

  const cut = button('Cut the connection', { class: 'danger', icon: 'cut' }, () => (isCut ? resume() : sever()));
  const choice = h('div', { class: 'segments', role: 'group', 'aria-label': 'Transport' }, ...TRANSPORTS.map(([name, label]) =>
    h('button', { type: 'button', 'aria-pressed': name === transport, data: { transport: name }, on: { click: () => change(name) } }, label)));
  const heartbeats = h('label', { class: 'switch' }, h('input', { type: 'checkbox', role: 'switch', on: { change: ({ target }) => list.toggleAttribute('data-heartbeats', target.checked) } }), h('span', {}, 'Heartbeats'));

  function connect() {
    herald = new Herald({ token: () => session.token(), rooms: session.rooms, share: false, transports: [transport] });
    ends = [showStatus(herald, pill), herald.on('session.frame', show)];
  }

  function disconnect() {
    ends.forEach((end) => end());
    herald?.close();
  }

  function sever() {
    isCut = true;
    herald.close();
    line('cut', 'Cut here. What happens now is kept in the log; resume, and it is replayed after the cursor.');
    label('Resume', 'play');
  }

  function resume() {
    isCut = false;
    line('resumed', `Resuming after ${facts.cursor.textContent}`);
    herald.connect();
    label('Cut the connection', 'cut');
  }

  function label(words, name) {
    cut.querySelector('span').textContent = words;
    cut.querySelector('use').setAttribute('href', `#i-${name}`);
    cut.classList.toggle('danger', name === 'cut');
    cut.classList.toggle('primary', name === 'play');
  }

  function line(kind, words) {
    append(h('li', { class: 'break', data: { kind } }, h('span', {}, words)));
  }

  function show({ direction, frame, at }) {
    nothing.hidden = true;
    note(frame, direction);
    append(frameRow({ direction, frame, at, isReplayed: replayed(frame) }));
  }

  function note(frame, direction) {
    const cursor = frame.cursor ?? frame.data?.cursor;
    if (cursor && direction === 'in') facts.cursor.textContent = cursor;
    if (frame.event === 'ready') {
      facts.recovered.textContent = frame.data.recovered ? 'yes' : 'no: something is gone';
      rooms = new Set(frame.data.rooms);
      readyAt = Date.now();
    }
    if (frame.event === 'room.join') rooms.add(frame.data.room);
    facts.rooms.textContent = [...rooms].join(', ') || 'none';
    if (frame.id && frame.channel) facts.events.textContent = ++events;
  }

  let readyAt = Date.now();
  /** What happened before this connection was there, and comes over it all the same. */
  function replayed(frame) {
    return Boolean(frame.cursor && frame.time && new Date(frame.time) < readyAt);
  }

  function append(node) {
    const follow = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    list.append(node);
    while (list.children.length > MOST) list.firstChild.remove();
    if (follow) scroller.scrollTop = scroller.scrollHeight;
  }

  function clear() {
    list.replaceChildren();
    nothing.hidden = false;
  }

  function change(name) {
    transport = name;
    for (const one of choice.children) one.setAttribute('aria-pressed', one.dataset.transport === name);
    disconnect();
    isCut = false;
    label('Cut the connection', 'cut');
    line('changed', `${TRANSPORTS.find(([one]) => one === name)[1]}, from now on`);
    connect();
  }

  const node = h('div', { class: 'view wire' },
    h('div', { class: 'view-bar' }, choice, pill, h('span', { class: 'grow' }), cut),
    h('dl', { class: 'wire-facts card' },
      h('div', {}, h('dt', {}, 'Cursor'), facts.cursor), h('div', {}, h('dt', {}, 'Recovered'), facts.recovered),
      h('div', {}, h('dt', {}, 'Rooms'), facts.rooms), h('div', {}, h('dt', {}, 'Events'), facts.events)),
    h('div', { class: 'card wire-card' },
      h('div', { class: 'card-head' }, h('h2', {}, 'Frames'), heartbeats, button('Clear', { class: 'small' }, clear)), scroller));
  return { node, shown: connect, close: disconnect };
}

import { Herald } from '../../client/herald.js';
import { button, empty, h } from '../dom.js';
import { showStatus } from '../status.js';
import { frameRow } from './frame.js';

const MAX_FRAMES = 500;
const TRANSPORTS = [['websocket', 'WebSocket'], ['sse', 'EventSource'], ['poll', 'Long poll']];

/** Shows the frames of a separate connection, which the user can close without an effect on the other views and tabs. */
export function open({ session }) {
  let transport = 'websocket';
  let herald = null;
  let listeners = [];
  let isDisconnected = false;
  const list = h('ol', { class: 'frames' });
  const none = empty('wire', 'No frames yet', 'Each frame of this connection appears here.');
  const scroller = h('div', { class: 'wire-log', tabindex: 0, role: 'log', 'aria-live': 'off', 'aria-label': 'Frames' }, none, list);
  const pill = h('span', { class: 'pill', role: 'status' }, h('i', { 'aria-hidden': 'true' }), h('span'));
  const facts = { cursor: h('dd', { class: 'mono', 'data-fact': 'cursor' }, '–'), recovered: h('dd', {}, '–'), rooms: h('dd', {}, '–'), events: h('dd', { class: 'num' }, '0') };
  let events = 0;
  let rooms = new Set();

  const toggle = button('Disconnect', { class: 'danger', icon: 'disconnect' }, () => (isDisconnected ? resume() : disconnect()));
  const choice = h('div', { class: 'segments', role: 'group', 'aria-label': 'Transport' }, ...TRANSPORTS.map(([name, label]) =>
    h('button', { type: 'button', 'aria-pressed': name === transport, data: { transport: name }, on: { click: () => change(name) } }, label)));
  const heartbeats = h('label', { class: 'switch' }, h('input', { type: 'checkbox', role: 'switch', on: { change: ({ target }) => list.toggleAttribute('data-heartbeats', target.checked) } }), h('span', {}, 'Heartbeats'));

  function connect() {
    herald = new Herald({ token: () => session.token(), rooms: session.rooms, share: false, transports: [transport] });
    listeners = [showStatus(herald, pill, 'Wire: '), herald.on('session.frame', show)];
  }

  function closeConnection() {
    listeners.forEach((remove) => remove());
    herald?.close();
  }

  function disconnect() {
    isDisconnected = true;
    herald.close();
    addLine('disconnected', 'Disconnected. The log stores new events. Resume to replay those after the cursor.');
    setLabel('Resume', 'play');
  }

  function resume() {
    isDisconnected = false;
    addLine('resumed', `Resuming from cursor ${facts.cursor.textContent}`);
    herald.connect();
    setLabel('Disconnect', 'disconnect');
  }

  function setLabel(label, name) {
    toggle.querySelector('span').textContent = label;
    toggle.querySelector('use').setAttribute('href', `#i-${name}`);
    toggle.classList.toggle('danger', name === 'disconnect');
    toggle.classList.toggle('primary', name === 'play');
  }

  function addLine(kind, text) {
    append(h('li', { class: 'separator', data: { kind } }, h('span', {}, text)));
  }

  function show({ direction, frame, at }) {
    none.hidden = true;
    updateFacts(frame, direction);
    append(frameRow({ direction, frame, at, isReplayed: isReplayed(frame) }));
  }

  function updateFacts(frame, direction) {
    const cursor = frame.cursor ?? frame.data?.cursor;
    if (cursor && direction === 'in') facts.cursor.textContent = cursor;
    if (frame.event === 'ready') {
      facts.recovered.textContent = frame.data.recovered ? 'yes' : 'no: events are missing';
      rooms = new Set(frame.data.rooms);
      readyAt = Date.now();
    }
    if (frame.event === 'room.join') rooms.add(frame.data.room);
    facts.rooms.textContent = [...rooms].join(', ') || 'none';
    if (frame.id && frame.channel) facts.events.textContent = ++events;
  }

  let readyAt = Date.now();
  /** Returns whether the event is older than this connection. */
  function isReplayed(frame) {
    return Boolean(frame.cursor && frame.time && new Date(frame.time) < readyAt);
  }

  function append(node) {
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    list.append(node);
    while (list.children.length > MAX_FRAMES) list.firstChild.remove();
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  function clear() {
    list.replaceChildren();
    none.hidden = false;
  }

  function change(name) {
    transport = name;
    for (const one of choice.children) one.setAttribute('aria-pressed', one.dataset.transport === name);
    closeConnection();
    isDisconnected = false;
    setLabel('Disconnect', 'disconnect');
    addLine('changed', `Transport: ${TRANSPORTS.find(([one]) => one === name)[1]}`);
    connect();
  }

  const node = h('div', { class: 'view wire' },
    h('div', { class: 'view-bar' }, choice, pill, h('span', { class: 'grow' }), toggle),
    h('dl', { class: 'wire-facts card' },
      h('div', {}, h('dt', {}, 'Cursor'), facts.cursor), h('div', {}, h('dt', {}, 'Recovered'), facts.recovered),
      h('div', {}, h('dt', {}, 'Rooms'), facts.rooms), h('div', {}, h('dt', {}, 'Events'), facts.events)),
    h('div', { class: 'card wire-card' },
      h('div', { class: 'card-head' }, h('h2', {}, 'Frames'), heartbeats, button('Clear', { class: 'small' }, clear)), scroller));
  return { node, mounted: connect, close: closeConnection };
}

import { Herald } from '../client/herald.js';
import { deliveryCount } from './delivery-count.js';
import { button, h } from './dom.js';
import { demoToken } from './session.js';
import { uuid } from './uuid.js';

const INTERVAL_MS = 800;
const MAX_SHOWN = 14;
/** An open page must not fill the log. */
const MAX_EVENTS = 500;

/**
 * A connection that a visitor cuts and resumes. The page sends one event after the other to a room of its own over REST, and
 * receives them over the connection. What is shown is counted, not simulated. Needs demo tokens.
 */
export function demonstration() {
  const id = uuid().slice(0, 8);
  const room = `demo-${id}`;
  const count = deliveryCount();
  let token;
  let herald = null;
  /** A connection without a cursor begins with its join: it would not receive an earlier event. */
  let isJoined = false;
  let isCut = false;
  let isClosed = false;
  let number = 0;
  let missed = 0;

  const state = h('p', { class: 'wire-state', role: 'status' }, 'Connecting …');
  const events = h('ol', { class: 'wire-events', 'aria-hidden': 'true' });
  const numbers = Object.fromEntries(['sent', 'received', 'lost', 'repeated'].map((name) => [name, h('strong', { class: 'num', data: { count: name } }, '0')]));
  const action = button('Cut the wire', { class: 'cut', disabled: true }, () => (isCut ? resume() : cut()));
  const node = h('section', { class: 'demonstration', 'aria-label': 'Demonstration', data: { wire: 'connecting' } },
    h('div', { class: 'wire-line', 'aria-hidden': 'true' }, h('b', {}, 'Herald'), h('i', {}, h('em')), h('b', {}, 'This page')),
    events, state,
    h('div', { class: 'wire-foot' },
      h('p', {}, numbers.sent, ' sent, ', numbers.received, ' received, ', numbers.lost, ' lost, ', numbers.repeated, ' repeated'), action));
  const timer = setInterval(send, INTERVAL_MS);

  async function send() {
    if (!isJoined || document.hidden || number >= MAX_EVENTS) return;
    const own = ++number;
    addEvent(own);
    try {
      const response = await fetch(`api/v1/rooms/${room}/messages`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ content: { number: own } }),
      });
      if (response.ok) count.accepted(own);
      else eventOf(own)?.remove();
    } catch {
      // The service cannot be reached: the event was not accepted, or the connection brings it.
      if (!count.has(own)) eventOf(own)?.remove();
    }
    show();
  }

  function receive({ channel, data }) {
    const received = data.content?.number;
    if (channel !== `room:${room}` || !received) return;
    // The connection may be faster than the answer of the call.
    count.receive(received);
    eventOf(received)?.setAttribute('data-state', eventOf(received).dataset.state === 'waiting' ? 'replayed' : 'received');
    show();
  }

  function addEvent(own) {
    if (!eventOf(own)) events.append(h('li', { data: { number: own, state: isCut ? 'waiting' : 'sent' } }, String(own)));
    while (events.children.length > MAX_SHOWN) events.firstChild.remove();
  }

  const eventOf = (own) => events.querySelector(`[data-number="${own}"]`);

  function cut() {
    isCut = true;
    herald.close();
    missed = count.received;
    setAction('Resume');
    show();
  }

  function resume() {
    isCut = false;
    missed = count.sent - missed;
    herald.connect();
    setAction('Cut the wire');
    show();
  }

  function setAction(label) {
    action.querySelector('span').textContent = label;
  }

  function show() {
    numbers.sent.textContent = count.sent;
    numbers.received.textContent = count.received;
    numbers.lost.textContent = count.lost();
    numbers.repeated.textContent = count.repeated;
    const isOnline = herald?.status.state === 'online';
    node.dataset.wire = isCut ? 'cut' : isOnline ? 'connected' : 'connecting';
    const text = isCut
      ? 'The wire is cut. The log stores the events.'
      : !isOnline ? 'Connecting …' : missed > 0 ? `Resumed: ${missed} missed ${missed === 1 ? 'event' : 'events'} replayed in order.` : 'Connected. Cut the wire, wait a moment, and resume.';
    if (state.textContent !== text) state.textContent = text;
  }

  async function start() {
    token = await demoToken({ sub: `visitor-${id}`, groups: [], herald: { join: [room] } });
    if (isClosed) return;
    herald = new Herald({ token: () => token, rooms: [room], share: false });
    herald.on('message', receive);
    herald.on('session.joined', () => {
      isJoined = true;
      action.disabled = false;
    });
    herald.on('session.status', ({ state }) => {
      count.setOnline(state === 'online');
      show();
    });
  }

  start().catch(() => node.remove());
  return {
    node,
    close() {
      isClosed = true;
      clearInterval(timer);
      herald?.close();
    },
  };
}

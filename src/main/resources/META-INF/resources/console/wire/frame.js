import { h } from '../dom.js';

/** A row for a frame: its event and ids, and the whole frame when it is opened. */
export function frameRow({ direction, frame, at, isReplayed }) {
  const { event = 'frame', id, channel, data } = frame;
  const isIn = direction === 'in';
  return h('li', { class: 'frame', data: { direction, kind: kind(event), replayed: isReplayed || null } },
    h('details', {},
      h('summary', {},
        h('span', { class: 'arrow', title: isIn ? 'From the service' : 'To the service' }, isIn ? '↓' : '↑', h('span', { class: 'hidden-text' }, isIn ? 'in' : 'out')),
        h('time', { class: 'mono' }, new Date(at).toISOString().slice(11, 23)),
        h('b', {}, event),
        isReplayed && h('span', { class: 'chip', data: { type: 'info' } }, 'replayed'),
        channel && h('span', { class: 'chip' }, channel),
        id && h('code', { class: 'id' }, id),
        h('code', { class: 'short' }, short(data))),
      h('pre', { tabindex: 0 }, JSON.stringify(frame, null, 2))));
}

function kind(event) {
  if (event === 'hb') return 'heartbeat';
  if (event === 'error' || event === 'reset' || event === 'unavailable') return 'problem';
  return event === 'ready' || event === 'ack' ? 'session' : 'event';
}

const MAX_LENGTH = 160;
function short(data) {
  const text = data === undefined ? '' : JSON.stringify(data);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

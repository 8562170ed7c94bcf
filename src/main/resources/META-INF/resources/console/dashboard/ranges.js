import { h } from '../dom.js';
import { readStored, store } from '../tab-storage.js';

const MINUTE = 60_000;
/** Without AM and PM, so that the labels fit on a phone. */
const AXIS = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** By name: the label, the length, and the distance of the labels on the time axis. */
const RANGES = {
  short: { label: '2 minutes', ms: 2 * MINUTE, step: MINUTE },
  medium: { label: '15 minutes', ms: 15 * MINUTE, step: 5 * MINUTE },
  long: { label: '1 hour', ms: 60 * MINUTE, step: 20 * MINUTE },
};
/** A label closer to an end of the axis would be cut off. */
const MARGIN = 0.08;

/** The choice of the period that the charts show. */
export function ranges(user, onChange) {
  let name = readStored(user, 'range') ?? 'short';
  if (!RANGES[name]) name = 'short';
  const node = h('div', { class: 'segments', role: 'group', 'aria-label': 'Range' }, ...Object.entries(RANGES).map(([key, { label }]) =>
    h('button', { type: 'button', data: { range: key }, 'aria-pressed': key === name, on: { click: () => choose(key) } }, label)));

  function choose(key) {
    name = key;
    store(user, 'range', key);
    for (const one of node.children) one.setAttribute('aria-pressed', one.dataset.range === key);
    onChange();
  }

  return { node, get: () => RANGES[name] };
}

/** Returns the full minutes of a range as `[position from 0 to 1, label]`. */
export function ticks({ ms, step }, end) {
  const offset = new Date(end).getTimezoneOffset() * MINUTE;
  const all = [];
  for (let time = Math.floor((end - offset) / step) * step + offset; time > end - ms; time -= step) {
    const position = 1 - (end - time) / ms;
    if (position > MARGIN && position < 1 - MARGIN) all.push([position, AXIS.format(time)]);
  }
  return all;
}

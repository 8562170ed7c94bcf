import { h, svg } from '../dom.js';
import { KEPT_MS } from './figures.js';

const WIDTH = 300;
const HEIGHT = 84;
const SERIES = 5;
/** Where so much time is between two points, nothing is known of it, and no line is drawn. */
const GAP_MS = 3_500;
const STEPS = [1, 2, 5, 10];

/** One figure: its value now, and a line for each instance over the last two minutes. */
export function chart(measure) {
  const value = h('strong', { class: 'num' }, '–');
  const top = h('span', { class: 'scale num' });
  const at = h('span', { class: 'at num' });
  const lines = svg('g');
  const cross = svg('line', { class: 'cross', y1: 0, y2: HEIGHT, visibility: 'hidden' });
  const picture = svg('svg', { class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' },
    svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT / 2, y2: HEIGHT / 2 }),
    svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }), lines, cross);
  const frame = h('div', { class: 'chart-frame' }, picture, top, at);
  let pointed = null;
  let shown = null;

  frame.addEventListener('pointermove', (event) => {
    const box = frame.getBoundingClientRect();
    pointed = (event.clientX - box.left) / box.width;
    point();
  });
  frame.addEventListener('pointerleave', () => {
    pointed = null;
    point();
  });

  function draw(store) {
    const end = Date.now();
    shown = { end, instances: store.instances() };
    const now = store.now(measure);
    value.textContent = now === undefined ? '–' : measure.format(now);
    const highest = Math.max(0, ...shown.instances.flatMap(([, points]) => points.map((one) => one[measure.name] ?? 0)));
    const scale = nice(highest);
    top.textContent = `${measure.format(scale)}`;
    const x = (time) => WIDTH - ((end - time) / KEPT_MS) * WIDTH;
    const y = (figure) => HEIGHT - 1 - (figure / scale) * (HEIGHT - 6);
    lines.replaceChildren(...shown.instances.flatMap(([, points], number) => paths(points, x, y, number % SERIES, shown.instances.length === 1)));
    picture.setAttribute('aria-label', `${measure.label}: ${value.textContent} ${measure.unit ?? ''}, at most ${measure.format(highest)} in the last two minutes`);
    point();
  }

  function paths(points, x, y, series, alone) {
    return runs(points.filter((one) => one[measure.name] !== undefined)).flatMap((run) => {
      const line = run.map((one) => `${x(one.at).toFixed(1)} ${y(one[measure.name]).toFixed(1)}`).join('L');
      const area = `M${x(run[0].at).toFixed(1)} ${HEIGHT}L${line}L${x(run.at(-1).at).toFixed(1)} ${HEIGHT}Z`;
      return [alone && svg('path', { class: `area s${series}`, d: area }), svg('path', { class: `line s${series}`, d: `M${line}` })].filter(Boolean);
    });
  }

  function point() {
    cross.setAttribute('visibility', pointed === null ? 'hidden' : 'visible');
    at.hidden = pointed === null;
    if (pointed === null || !shown) return;
    cross.setAttribute('x1', pointed * WIDTH);
    cross.setAttribute('x2', pointed * WIDTH);
    const time = shown.end - (1 - pointed) * KEPT_MS;
    const values = shown.instances.map(([, points]) => nearest(points, time)?.[measure.name]).filter((one) => one !== undefined);
    at.textContent = `${values.map(measure.format).join(' · ') || '–'}, ${Math.round((shown.end - time) / 1000)} s ago`;
  }

  const node = h('figure', { class: 'card tile' },
    h('figcaption', {}, h('span', {}, measure.label), h('span', { class: 'value' }, value, measure.unit && h('small', {}, ` ${measure.unit}`))), frame);
  return { node, draw };
}

function runs(points) {
  const all = [];
  points.forEach((one, i) => {
    if (i === 0 || one.at - points[i - 1].at > GAP_MS) all.push([]);
    all.at(-1).push(one);
  });
  return all;
}

function nearest(points, time) {
  const close = points.reduce((best, one) => (best && Math.abs(best.at - time) <= Math.abs(one.at - time) ? best : one), null);
  return close && Math.abs(close.at - time) < GAP_MS ? close : undefined;
}

/** The next of 1, 2, 5, 10, 20 … that is not below it, so that the scale does not jump about. */
function nice(highest) {
  if (highest <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return power * STEPS.find((step) => step * power >= highest);
}

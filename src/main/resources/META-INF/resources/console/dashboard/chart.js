import { h, svg } from '../dom.js';
import { RETENTION_MS } from './metrics.js';

const WIDTH = 300;
const HEIGHT = 84;
const SERIES = 5;
/** No line is drawn over a longer gap between two points: the values in between are unknown. */
const GAP_MS = 3_500;
const STEPS = [1, 2, 5, 10];

/** One metric: its current value, and a line for each instance over the last two minutes. */
export function chart(metric) {
  const value = h('strong', { class: 'num' }, '–');
  const scaleLabel = h('span', { class: 'scale num' });
  const tooltip = h('span', { class: 'tooltip num' });
  const lines = svg('g');
  const crosshair = svg('line', { class: 'crosshair', y1: 0, y2: HEIGHT, visibility: 'hidden' });
  const image = svg('svg', { class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' },
    svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT / 2, y2: HEIGHT / 2 }),
    svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }), lines, crosshair);
  const frame = h('div', { class: 'chart-frame' }, image, scaleLabel, tooltip);
  /** The horizontal position of the pointer, from 0 to 1. */
  let pointer = null;
  let drawn = null;

  frame.addEventListener('pointermove', (event) => {
    const box = frame.getBoundingClientRect();
    pointer = (event.clientX - box.left) / box.width;
    showTooltip();
  });
  frame.addEventListener('pointerleave', () => {
    pointer = null;
    showTooltip();
  });

  function draw(store) {
    const end = Date.now();
    drawn = { end, instances: store.instances() };
    const now = store.now(metric);
    value.textContent = now === undefined ? '–' : metric.format(now);
    const highest = Math.max(0, ...drawn.instances.flatMap(([, points]) => points.map((point) => point[metric.name] ?? 0)));
    const scale = roundUp(highest);
    scaleLabel.textContent = `${metric.format(scale)}`;
    const x = (time) => WIDTH - ((end - time) / RETENTION_MS) * WIDTH;
    const y = (number) => HEIGHT - 1 - (number / scale) * (HEIGHT - 6);
    lines.replaceChildren(...drawn.instances.flatMap(([, points], number) => paths(points, x, y, number % SERIES, drawn.instances.length === 1)));
    image.setAttribute('aria-label', `${metric.label}: ${value.textContent} ${metric.unit ?? ''}, at most ${metric.format(highest)} in the last two minutes`);
    showTooltip();
  }

  function paths(points, x, y, series, isOnly) {
    return segments(points.filter((point) => point[metric.name] !== undefined)).flatMap((segment) => {
      const line = segment.map((point) => `${x(point.at).toFixed(1)} ${y(point[metric.name]).toFixed(1)}`).join('L');
      const area = `M${x(segment[0].at).toFixed(1)} ${HEIGHT}L${line}L${x(segment.at(-1).at).toFixed(1)} ${HEIGHT}Z`;
      return [isOnly && svg('path', { class: `area s${series}`, d: area }), svg('path', { class: `line s${series}`, d: `M${line}` })].filter(Boolean);
    });
  }

  function showTooltip() {
    crosshair.setAttribute('visibility', pointer === null ? 'hidden' : 'visible');
    tooltip.hidden = pointer === null;
    if (pointer === null || !drawn) return;
    crosshair.setAttribute('x1', pointer * WIDTH);
    crosshair.setAttribute('x2', pointer * WIDTH);
    const time = drawn.end - (1 - pointer) * RETENTION_MS;
    const values = drawn.instances.map(([, points]) => nearest(points, time)?.[metric.name]).filter((number) => number !== undefined);
    tooltip.textContent = `${values.map(metric.format).join(' · ') || '–'}, ${Math.round((drawn.end - time) / 1000)} s ago`;
  }

  const node = h('figure', { class: 'card tile' },
    h('figcaption', {}, h('span', {}, metric.label), h('span', { class: 'value' }, value, metric.unit && h('small', {}, ` ${metric.unit}`))), frame);
  return { node, draw };
}

/** Splits the points at gaps. */
function segments(points) {
  const all = [];
  points.forEach((point, i) => {
    if (i === 0 || point.at - points[i - 1].at > GAP_MS) all.push([]);
    all.at(-1).push(point);
  });
  return all;
}

function nearest(points, time) {
  const closest = points.reduce((best, point) => (best && Math.abs(best.at - time) <= Math.abs(point.at - time) ? best : point), null);
  return closest && Math.abs(closest.at - time) < GAP_MS ? closest : undefined;
}

/** Rounds up to 1, 2, 5, 10, 20 …, so that the scale changes rarely. */
function roundUp(highest) {
  if (highest <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return power * STEPS.find((step) => step * power >= highest);
}

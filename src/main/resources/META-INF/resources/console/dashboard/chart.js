import { h, svg } from '../dom.js';
import { clockWithSeconds } from '../time.js';
import { ticks } from './ranges.js';
import { scaleOf } from './scale.js';

const WIDTH = 300;
const HEIGHT = 84;
const SERIES = 5;
/** The tooltip shows the values of points that are this close to the pointer, as a part of the range. */
const NEAR = 0.03;

/** One metric: its current value, and a line for each instance over the range. */
export function chart(metric) {
  const value = h('strong', { class: 'num' }, '–');
  const scaleLabel = h('span', { class: 'scale num' });
  const peakLabel = h('span', { class: 'peak num', hidden: true });
  const tooltip = h('span', { class: 'tooltip num', hidden: true });
  const lines = svg('g');
  const timeLines = svg('g');
  const axis = h('div', { class: 'axis num', 'aria-hidden': 'true' });
  const crosshair = svg('line', { class: 'crosshair', y1: 0, y2: HEIGHT, visibility: 'hidden' });
  const image = svg('svg', { class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' },
    svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT / 2, y2: HEIGHT / 2 }),
    svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }), timeLines, lines, crosshair);
  const frame = h('div', { class: 'chart-frame' }, image, scaleLabel, peakLabel, tooltip);
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

  function draw(store, range) {
    const end = Date.now();
    const all = store.series().map(([, one]) => ({ number: one.number % SERIES, segments: one.segments(metric.name, end - range.ms) })).filter(({ segments }) => segments.length);
    drawn = { end, range, all };
    const now = store.now(metric);
    value.textContent = now === undefined ? '–' : metric.format(now);
    const points = all.flatMap(({ segments }) => segments.flat());
    const scale = scaleOf(points.map((point) => point[metric.name]));
    scaleLabel.textContent = metric.format(scale);
    const position = (time) => 1 - (end - time) / range.ms;
    const y = (number) => HEIGHT - 1 - (Math.min(number, scale) / scale) * (HEIGHT - 6);
    lines.replaceChildren(...all.flatMap((one) => paths(one, (time) => position(time) * WIDTH, y, all.length === 1)));
    showPeak(points, scale, position);
    showAxis(range, end);
    const highest = Math.max(0, ...points.map((point) => point[metric.name]));
    image.setAttribute('aria-label', `${metric.label}: ${value.textContent} ${metric.unit ?? ''}, at most ${metric.format(highest)} in the last ${range.label}`);
    showTooltip();
  }

  function paths({ number, segments }, x, y, isOnly) {
    return segments.flatMap((segment) => {
      const line = segment.map((point) => `${x(point.at).toFixed(1)} ${y(point[metric.name]).toFixed(1)}`).join('L');
      const area = `M${x(segment[0].at).toFixed(1)} ${HEIGHT}L${line}L${x(segment.at(-1).at).toFixed(1)} ${HEIGHT}Z`;
      return [isOnly && svg('path', { class: `area s${number}`, d: area }), svg('path', { class: `line s${number}`, d: `M${line}` })].filter(Boolean);
    });
  }

  /** Shows the value of the highest point that the scale cuts off. */
  function showPeak(points, scale, position) {
    const peak = points.reduce((best, point) => (point[metric.name] > (best?.[metric.name] ?? scale) ? point : best), null);
    peakLabel.hidden = !peak;
    if (!peak) return;
    peakLabel.textContent = `↑ ${metric.format(peak[metric.name])}`;
    peakLabel.style.left = `${Math.min(0.86, Math.max(0.14, position(peak.at))) * 100}%`;
  }

  function showAxis(range, end) {
    const all = ticks(range, end);
    timeLines.replaceChildren(...all.map(([at]) => svg('line', { class: 'grid', x1: at * WIDTH, x2: at * WIDTH, y1: 0, y2: HEIGHT })));
    axis.replaceChildren(...all.map(([at, label]) => {
      const text = h('span', {}, label);
      text.style.left = `${at * 100}%`;
      return text;
    }));
  }

  function showTooltip() {
    crosshair.setAttribute('visibility', pointer === null ? 'hidden' : 'visible');
    tooltip.hidden = pointer === null;
    if (pointer === null || !drawn) return;
    crosshair.setAttribute('x1', pointer * WIDTH);
    crosshair.setAttribute('x2', pointer * WIDTH);
    const { end, range, all } = drawn;
    const time = end - (1 - pointer) * range.ms;
    const values = all.map(({ segments }) => nearest(segments.flat(), time, range.ms * NEAR)?.[metric.name]).filter((number) => number !== undefined);
    tooltip.textContent = `${values.map(metric.format).join(' · ') || '–'}, ${clockWithSeconds(time)}`;
  }

  const node = h('figure', { class: 'card tile' },
    h('figcaption', {}, h('span', {}, metric.label), h('span', { class: 'value' }, value, metric.unit && h('small', {}, ` ${metric.unit}`))), h('div', {}, frame, axis));
  return { node, draw };
}

function nearest(points, time, distance) {
  const closest = points.reduce((best, point) => (best && Math.abs(best.at - time) <= Math.abs(point.at - time) ? best : point), null);
  return closest && Math.abs(closest.at - time) < distance ? closest : undefined;
}

import { button, empty, failure, h } from '../dom.js';
import { withLinks } from '../explorer/links.js';

const ROOM = 'herald.logs';
const MAX_LINES = 500;
/** By name: the label, and the filter with which the service sends these levels only. */
const LEVELS = { all: ['All levels', undefined], warn: ['Warnings and errors', { level: ['warn', 'error'] }], error: ['Errors', { level: ['error'] }] };

/** Shortens connection ids, whose first digits are enough to tell them apart. The tooltip and the filter use the whole line. */
const shorten = (text) => text.replace(/\b(connection=[0-9a-f]{8})-[0-9a-f-]{27}\b/, '$1…');

/** Shows the log lines of all instances as they arrive. Calls `onWarning` with warnings and errors. Administrators get links to the explorer. */
export function logLines(herald, onWarning, { isAdmin }) {
  let isPaused = false;
  let buffer = [];
  const lines = h('ol', { class: 'lines mono' });
  const none = empty('dashboard', 'No lines yet', 'New log lines of all instances appear here.');
  const level = h('select', { class: 'input', 'aria-label': 'Level', on: { change: join } }, ...Object.entries(LEVELS).map(([value, [label]]) => h('option', { value }, label)));
  const source = h('select', { class: 'input', 'aria-label': 'Source', on: { change: filter } }, h('option', { value: '' }, 'All sources'));
  const text = h('input', { class: 'input', type: 'search', placeholder: 'Filter', 'aria-label': 'Filter lines', on: { input: filter } });
  const pause = button('Pause', { class: 'small', 'aria-pressed': 'false' }, () => {
    isPaused = !isPaused;
    pause.setAttribute('aria-pressed', isPaused);
    pause.querySelector('span').textContent = isPaused ? 'Resume' : 'Pause';
    if (!isPaused) buffer.splice(0).forEach(add);
  });
  const scroller = h('div', { class: 'log', tabindex: 0, role: 'region', 'aria-label': 'Log lines' }, none, lines);

  function join() {
    const [, where] = LEVELS[level.value];
    herald.join(ROOM, where ? { where } : {}).catch((error) => scroller.replaceChildren(failure(error)));
    filter();
  }

  function add(line) {
    none.hidden = true;
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
    if (![...source.options].some((option) => option.value === line.source)) source.append(h('option', { value: line.source }, line.source));
    if (line.missed > 0) lines.append(h('li', { class: 'missed' }, `… ${line.missed} lines dropped`));
    const node = h('li', { data: { level: line.level, source: line.source } },
      h('time', {}, line.at.slice(11, 23)), h('b', {}, line.level), h('span', { class: 'source' }, line.source), h('span', { title: line.text }, isAdmin ? withLinks(shorten(line.text)) : shorten(line.text)));
    node.line = Object.values(line).join(' ').toLowerCase();
    node.hidden = !matches(node);
    lines.append(node);
    while (lines.children.length > MAX_LINES) lines.firstChild.remove();
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  function matches(node) {
    const levels = LEVELS[level.value][1]?.level;
    return (!levels || levels.includes(node.dataset.level))
      && (!source.value || node.dataset.source === source.value)
      && node.line.includes(text.value.toLowerCase());
  }

  function filter() {
    for (const node of lines.querySelectorAll('[data-level]')) node.hidden = !matches(node);
  }

  const stop = herald.on('log', ({ channel, data }) => {
    if (channel !== `room:${ROOM}`) return;
    if (data.level !== 'info') onWarning(data);
    if (isPaused) buffer = [...buffer, data].slice(-MAX_LINES);
    else add(data);
  });

  return {
    node: h('section', { class: 'card log-card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Log'), level, source, text, pause), scroller),
    start: join,
    close() {
      stop();
      herald.leave(ROOM).catch(() => {});
    },
  };
}

import { button, empty, failure, h } from '../dom.js';

const ROOM = 'herald.logs';
const MOST = 500;
/** `where` lets the service send no more than what is wanted. */
const LEVELS = { all: ['Everything', undefined], warn: ['Warnings and errors', { level: ['warn', 'error'] }], error: ['Errors', { level: ['error'] }] };

/** Ids of connections are long, and their first figures tell them apart; the whole line is what one points at, and filters. */
const shorten = (text) => text.replace(/\b(connection=[0-9a-f]{8})-[0-9a-f-]{27}\b/, '$1…');

/** What the instances log, as it happens. `warned` is called with what calls for attention. */
export function logTail(herald, warned) {
  let paused = false;
  let held = [];
  const lines = h('ol', { class: 'lines mono' });
  const nothing = empty('dashboard', 'No lines yet', 'What the instances log from now on is shown here: connections, rooms, warnings.');
  const level = h('select', { class: 'input', 'aria-label': 'Level', on: { change: join } }, ...Object.entries(LEVELS).map(([value, [label]]) => h('option', { value }, label)));
  const source = h('select', { class: 'input', 'aria-label': 'Source', on: { change: filter } }, h('option', { value: '' }, 'All sources'));
  const text = h('input', { class: 'input', type: 'search', placeholder: 'Filter', 'aria-label': 'Filter lines', on: { input: filter } });
  const pause = button('Pause', { class: 'small', 'aria-pressed': 'false' }, () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', paused);
    pause.querySelector('span').textContent = paused ? 'Go on' : 'Pause';
    if (!paused) held.splice(0).forEach(add);
  });
  const scroller = h('div', { class: 'log', tabindex: 0, role: 'region', 'aria-label': 'Log lines' }, nothing, lines);

  function join() {
    const [, where] = LEVELS[level.value];
    herald.join(ROOM, where ? { where } : {}).catch((error) => scroller.replaceChildren(failure(error)));
    filter();
  }

  function add(line) {
    nothing.hidden = true;
    const follow = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
    if (![...source.options].some((one) => one.value === line.source)) source.append(h('option', { value: line.source }, line.source));
    if (line.missed > 0) lines.append(h('li', { class: 'missed' }, `… ${line.missed} more`));
    const node = h('li', { data: { level: line.level, source: line.source } },
      h('time', {}, line.at.slice(11, 23)), h('b', {}, line.level), h('span', { class: 'where' }, line.source), h('span', { title: line.text }, shorten(line.text)));
    node.line = Object.values(line).join(' ').toLowerCase();
    node.hidden = !fits(node);
    lines.append(node);
    while (lines.children.length > MOST) lines.firstChild.remove();
    if (follow) scroller.scrollTop = scroller.scrollHeight;
  }

  function fits(node) {
    const levels = LEVELS[level.value][1]?.level;
    return (!levels || levels.includes(node.dataset.level))
      && (!source.value || node.dataset.source === source.value)
      && node.line.includes(text.value.toLowerCase());
  }

  function filter() {
    for (const node of lines.querySelectorAll('[data-level]')) node.hidden = !fits(node);
  }

  const end = herald.on('log', ({ channel, data }) => {
    if (channel !== `room:${ROOM}`) return;
    if (data.level !== 'info') warned(data);
    if (paused) held = [...held, data].slice(-MOST);
    else add(data);
  });

  return {
    node: h('section', { class: 'card log-card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Log'), level, source, text, pause), scroller),
    start: join,
    close() {
      end();
      herald.leave(ROOM).catch(() => {});
    },
  };
}

import { h } from '../dom.js';
import { MEASURES } from './figures.js';

const MIB = 2 ** 20;
const SERIES = 5;
const COLUMNS = [...MEASURES, { name: 'heapBytes', label: 'Heap', unit: 'MiB', format: (bytes) => Math.round(bytes / MIB).toString() }];

/** The same figures as numbers, which is also what a screen reader can make sense of. */
export function instances() {
  const body = h('tbody', {});
  const node = h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Instances')),
    h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Figures of each instance' },
      h('table', {},
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Instance'),
          ...COLUMNS.map(({ label, unit }) => h('th', { scope: 'col', class: 'num' }, label, unit && h('small', {}, ` ${unit}`))))),
        body)));

  return {
    node,
    draw(store) {
      body.replaceChildren(...store.instances().map(([name, points, quiet], number) =>
        h('tr', { data: { quiet: quiet || null } },
          h('th', { scope: 'row' }, h('i', { class: `key s${number % SERIES}`, 'aria-hidden': 'true' }), name, quiet && h('span', { class: 'chip', data: { type: 'warning' } }, 'silent')),
          ...COLUMNS.map((column) => h('td', { class: 'num' }, quiet || points.at(-1)[column.name] === undefined ? '–' : column.format(points.at(-1)[column.name]))))));
    },
  };
}

import { h } from '../dom.js';
import { METRICS } from './metrics.js';

const MIB = 2 ** 20;
const SERIES = 5;
const COLUMNS = [...METRICS, { name: 'heapBytes', label: 'Heap', unit: 'MiB', format: (bytes) => Math.round(bytes / MIB).toString() }];

/** The current metrics of each instance as a table, which a screen reader can read, unlike the charts. */
export function instances({ isAdmin }) {
  const body = h('tbody', {});
  const node = h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Instances'),
      isAdmin && h('a', { class: 'button small', href: '#/explorer/connections' }, 'Explore connections')),
    h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Metrics by instance' },
      h('table', {},
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Instance'),
          ...COLUMNS.map(({ label, unit }) => h('th', { scope: 'col', class: 'num' }, label, unit && h('small', {}, ` ${unit}`))))),
        body)));

  return {
    node,
    draw(store) {
      body.replaceChildren(...store.instances().map(({ name, number, latest, isSilent }) =>
        h('tr', {},
          h('th', { scope: 'row' }, h('i', { class: `key s${number % SERIES}`, 'aria-hidden': 'true' }), name, isSilent && h('span', { class: 'chip', data: { type: 'warning' } }, 'no metrics')),
          ...COLUMNS.map((column) => h('td', { class: 'num' }, isSilent || latest[column.name] === undefined ? '–' : column.format(latest[column.name]))))));
    },
  };
}

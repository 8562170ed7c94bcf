import { h } from '../dom.js';

/**
 * A table that is drawn again with each result, only if it has changed. A link that has the focus keeps it.
 *
 * @param columns `{label, class?, cell(entry)}`
 */
export function table(label, columns) {
  let shown = '';
  const body = h('tbody', {});
  const node = h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': label },
    h('table', {},
      h('thead', {}, h('tr', {}, ...columns.map((column) => h('th', { scope: 'col', class: column.class }, column.label)))),
      body));

  return {
    node,
    show(entries) {
      const next = JSON.stringify(entries);
      if (next === shown) return;
      shown = next;
      const focused = body.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
      body.replaceChildren(...entries.map((entry) => h('tr', {}, ...columns.map((column, number) =>
        h(number === 0 ? 'th' : 'td', { scope: number === 0 && 'row', class: column.class }, column.cell(entry))))));
      if (focused) [...body.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus();
    },
  };
}

import { h, icon } from './dom.js';

let lastId = 0;

/**
 * Opens the list of commands, which the user filters by typing (a combobox with a list box, as in the ARIA patterns).
 *
 * @param commands `{name, icon, run, detail?}`
 */
export function openPalette(commands) {
  const id = `palette-${++lastId}`;
  let shown = [];
  let selected = 0;
  const list = h('ul', { id, role: 'listbox', 'aria-label': 'Commands' });
  const none = h('p', { class: 'muted none', role: 'status', hidden: true }, 'No command has this name.');
  const input = h('input', {
    class: 'input', placeholder: 'Go to a view or a room, or run a command', 'aria-label': 'Command', role: 'combobox', autocomplete: 'off', spellcheck: 'false',
    'aria-expanded': 'true', 'aria-controls': id, 'aria-autocomplete': 'list', on: { input: filter, keydown: onKey },
  });
  const dialog = h('dialog', { class: 'palette', 'aria-label': 'Command palette', on: { close: () => dialog.remove(), click: ({ target }) => target === dialog && dialog.close() } }, input, list, none);

  function filter() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = commands.filter(({ name, detail = '' }) => words.every((word) => `${name} ${detail}`.toLowerCase().includes(word)));
    list.replaceChildren(...shown.map((command, i) =>
      h('li', { role: 'option', id: `${id}-${i}`, 'aria-selected': false, on: { click: () => run(command), pointermove: () => select(i) } },
        icon(command.icon), h('span', {}, command.name), command.detail && h('small', { class: 'muted' }, command.detail))));
    none.hidden = shown.length > 0;
    select(0);
  }

  function select(i) {
    selected = i;
    [...list.children].forEach((option, at) => option.setAttribute('aria-selected', at === i));
    if (list.children[i]) input.setAttribute('aria-activedescendant', `${id}-${i}`);
    else input.removeAttribute('aria-activedescendant');
    list.children[i]?.scrollIntoView({ block: 'nearest' });
  }

  function onKey(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && shown.length) select((selected + by + shown.length) % shown.length);
    else if (event.key === 'Enter' && !event.isComposing) run(shown[selected]);
    else return;
    event.preventDefault();
  }

  function run(command) {
    if (!command) return;
    dialog.close();
    command.run();
  }

  document.body.append(dialog);
  filter();
  dialog.showModal();
}

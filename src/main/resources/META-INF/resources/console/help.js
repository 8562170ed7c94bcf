import { h, tool } from './dom.js';
import { toggle } from './form.js';

const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';
const KEYS = [
  [[COMMAND, 'K'], 'Open the command palette'],
  [['j'], 'Next item'],
  [['k'], 'Previous item'],
  [['e'], 'Archive the notification'],
  [['?'], 'Show this help'],
];

/** The list of the shortcuts, with the switch that turns the single keys off. */
export function openHelp(shortcuts) {
  const setting = toggle('Single-key shortcuts', 'shortcuts', 'The palette opens in any case.', shortcuts.areOn);
  setting.querySelector('input').addEventListener('change', ({ target }) => (shortcuts.areOn = target.checked));
  const dialog = h('dialog', { class: 'help', 'aria-label': 'Keyboard shortcuts', on: { close: () => dialog.remove() } },
    h('div', { class: 'card-head' }, h('h2', {}, 'Keyboard shortcuts'), tool('Close', 'close', () => dialog.close())),
    h('div', { class: 'dialog-body' },
      h('dl', { class: 'keys' }, ...KEYS.map(([keys, text]) => h('div', {}, h('dt', {}, ...keys.map((key) => h('kbd', {}, key))), h('dd', {}, text)))),
      setting));
  document.body.append(dialog);
  dialog.showModal();
}

import { button, h, tool } from '../dom.js';
import { SNIPPETS, snippet } from './snippets.js';

const SHOWN_MS = 2_000;

/** Opens a dialog with the notification as a call of the API, to copy. */
export function openCopy(notification, language = 'curl') {
  const code = h('pre', { class: 'snippet', tabindex: 0, 'aria-label': 'Code' });
  const note = h('p', { class: 'muted', role: 'status' });
  const languages = h('div', { class: 'segments', role: 'group', 'aria-label': 'Language' }, ...Object.entries(SNIPPETS).map(([name, [label]]) =>
    h('button', { type: 'button', data: { language: name }, on: { click: () => show(name) } }, label)));
  const dialog = h('dialog', { class: 'copy', 'aria-label': 'Copy as code', on: { close: () => dialog.remove() } },
    h('div', { class: 'card-head' }, h('h2', {}, 'Copy as code'), tool('Close', 'close', () => dialog.close())),
    h('div', { class: 'dialog-body' }, languages, code,
      h('p', { class: 'muted' }, 'Set HERALD_TOKEN to a token with the publisher group.'),
      h('div', { class: 'actions' }, note, button('Copy', { class: 'primary' }, copy))));

  function show(name) {
    for (const one of languages.children) one.setAttribute('aria-pressed', one.dataset.language === name);
    code.textContent = snippet(name, notification);
    note.textContent = '';
  }

  /** The clipboard exists only on pages that were loaded over https or from this machine. Elsewhere the user copies the selection. */
  async function copy() {
    try {
      await navigator.clipboard.writeText(code.textContent);
      note.textContent = 'Copied';
      setTimeout(() => (note.textContent = ''), SHOWN_MS);
    } catch {
      getSelection().selectAllChildren(code);
      note.textContent = 'Selected: copy it with the keyboard.';
    }
  }

  document.body.append(dialog);
  show(language);
  dialog.showModal();
}

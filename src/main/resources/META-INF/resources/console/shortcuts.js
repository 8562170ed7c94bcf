import { openHelp } from './help.js';
import { openPalette } from './palette.js';

const KEY = 'herald.shortcuts';
/** The elements that j and k step through, by view; in the inbox, those of the component. */
const STEPS = '.frame summary, .room-list a';
const ITEMS = '[part~=item]';

export const shortcuts = {
  /** Single keys can be turned off: they disturb users of speech input and of screen readers. */
  get areOn() {
    try {
      return localStorage.getItem(KEY) !== 'off';
    } catch {
      return true;
    }
  },
  set areOn(on) {
    try {
      localStorage.setItem(KEY, on ? 'on' : 'off');
    } catch { /* without storage, they are on */ }
  },
};

/** Handles the keys of the console. `commands()` returns those of the palette. */
export function handleShortcuts(commands) {
  function onKey(event) {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if ((event.metaKey || event.ctrlKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openPalette(commands());
      return;
    }
    const isTyping = event.composedPath()[0].closest('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]');
    if (!shortcuts.areOn || isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
    const action = { j: () => step(1), k: () => step(-1), e: archive, '?': () => openHelp(shortcuts) }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  const opener = document.getElementById('open-palette');
  opener.onclick = () => openPalette(commands());
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

/** Returns the element with the focus, also within a component. */
function focused() {
  const { activeElement } = document;
  return activeElement.shadowRoot?.activeElement ?? activeElement;
}

/** The items of the inbox that has the focus, or of the view. */
function items() {
  const inbox = document.activeElement.closest('herald-inbox') ?? document.querySelector('#main herald-inbox');
  return [...(inbox?.shadowRoot.querySelectorAll(ITEMS) ?? [])];
}

function step(by) {
  const all = [...items(), ...document.querySelectorAll(STEPS)].filter((one) => one.checkVisibility());
  const current = all.findIndex((one) => one.contains(focused()));
  focus(all[current === -1 ? (by > 0 ? 0 : all.length - 1) : current + by]);
}

/** Focuses the title of an item, or what it offers instead. */
function focus(element) {
  const target = element?.querySelector('[data-act]') ?? element;
  if (!target) return;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'nearest' });
}

/** Archives the focused item, and moves the focus to the next one. */
function archive() {
  const all = items();
  const at = all.findIndex((one) => one.contains(focused()));
  const button = all[at]?.querySelector('[data-act="archive"]');
  if (!button) return;
  button.click();
  focus(all[at + 1] ?? all[at - 1]);
}

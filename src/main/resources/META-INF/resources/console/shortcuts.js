import { openHelp } from './help.js';
import { openPalette } from './palette.js';

const KEY = 'herald.shortcuts';
/** The elements that j and k step through, by view. */
const STEPS = '.item, .frame summary, .room-list a';

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
    const isTyping = event.target.closest('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]');
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

function step(by) {
  const all = [...document.querySelectorAll(STEPS)].filter((one) => one.checkVisibility());
  const current = all.findIndex((one) => one.contains(document.activeElement));
  const next = all[current === -1 ? (by > 0 ? 0 : all.length - 1) : current + by];
  if (!next) return;
  if (next.tabIndex < 0) next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

/** Archives the focused item, and moves the focus to the next one. */
function archive() {
  const item = document.activeElement.closest('.item');
  const button = item?.querySelector('[data-act="archive"]');
  if (!button) return;
  const next = item.nextElementSibling ?? item.previousElementSibling;
  button.click();
  if (!next?.matches('.item')) return;
  next.tabIndex = -1;
  next.focus();
}

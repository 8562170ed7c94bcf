import { h, icon, tool } from './dom.js';

const SHOWN_MS = 7_000;
const MAX_SHOWN = 3;
const region = document.getElementById('toasts');

/** Shows a toast for a few seconds; a `critical` one until it is closed. */
export function toast({ type = 'info', title, body, critical }, onOpen) {
  const close = () => element.remove();
  const text = [h('strong', {}, title), body && h('p', {}, body)];
  const element = h('div', { class: 'toast', data: { type } },
    icon(type),
    onOpen ? h('a', { href: '#/inbox', class: 'toast-link', on: { click: () => (onOpen(), close()) } }, ...text) : h('div', {}, ...text),
    tool('Close', 'close', close));
  region.append(element);
  const temporary = [...region.children].filter((one) => !one.matches('[data-permanent]'));
  temporary.slice(0, Math.max(0, temporary.length - MAX_SHOWN)).forEach((one) => one.remove());
  if (critical) element.dataset.permanent = '';
  else removeLater(element);
}

/** Removes it after a time, but not while the pointer or the focus is on it. */
function removeLater(element) {
  let timer = setTimeout(() => element.remove(), SHOWN_MS);
  element.addEventListener('pointerenter', () => clearTimeout(timer));
  element.addEventListener('focusin', () => clearTimeout(timer));
  element.addEventListener('pointerleave', () => (timer = setTimeout(() => element.remove(), SHOWN_MS)));
}

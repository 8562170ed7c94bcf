import { h, icon, tool } from './dom.js';

const SHOWN_MS = 7_000;
const MOST = 3;
const region = document.getElementById('toasts');

/** `critical` ones stay until they are closed. */
export function toast({ type = 'info', title, body, critical }, opened) {
  const close = () => element.remove();
  const text = [h('strong', {}, title), body && h('p', {}, body)];
  const element = h('div', { class: 'toast', data: { type } },
    icon(type),
    opened ? h('a', { href: '#/inbox', class: 'toast-link', on: { click: () => (opened(), close()) } }, ...text) : h('div', {}, ...text),
    tool('Close', 'close', close));
  region.append(element);
  const passing = [...region.children].filter((one) => !one.matches('[data-stays]'));
  passing.slice(0, Math.max(0, passing.length - MOST)).forEach((one) => one.remove());
  if (critical) element.dataset.stays = '';
  else vanish(element);
}

/** Not while somebody reads it. */
function vanish(element) {
  let timer = setTimeout(() => element.remove(), SHOWN_MS);
  element.addEventListener('pointerenter', () => clearTimeout(timer));
  element.addEventListener('focusin', () => clearTimeout(timer));
  element.addEventListener('pointerleave', () => (timer = setTimeout(() => element.remove(), SHOWN_MS)));
}

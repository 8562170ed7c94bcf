import { h, icon, tool } from './dom.js';
import { HeraldElement } from './element.js';
import { isInboxShown, openListeners } from './inbox.js';

/** @import { Herald, Notification } from 'herald-push-client' */

const SHOWN_MS = 7_000;
const MAX = 3;

/** Shows each notification that arrives for a few seconds, and a critical one until it is closed. */
export class HeraldToasts extends HeraldElement {
  build() {
    this.root.replaceChildren(h('div', { part: 'toasts', role: 'region', 'aria-live': 'polite', 'aria-label': this.format.text('toasts') }));
  }

  /** @param {Herald} herald */
  attach(herald) {
    const clear = () => this.#passing().forEach((toast) => toast.remove());
    openListeners.add(clear);
    return [
      () => openListeners.delete(clear),
      herald.on('notification', ({ data }) => document.hidden || isInboxShown() || this.show(data)),
      herald.on('inbox.changed', ({ data }) => data.state !== 'unread' && data.ids.forEach((id) => this.#remove(id))),
      herald.on('notification.withdrawn', ({ data }) => this.#remove(data.id)),
      herald.on('notification.replaced', ({ data }) => this.#remove(data.id)),
    ];
  }

  detach() {
    this.#region.replaceChildren();
  }

  get #region() {
    return /** @type {Element} */ (this.root.firstElementChild);
  }

  /** @param {string} id */
  #remove(id) {
    [...this.#region.children].find((one) => /** @type {HTMLElement} */ (one).dataset.id === id)?.remove();
  }

  /** Returns the toasts that close after a time. */
  #passing() {
    return this.#region.querySelectorAll(':not([data-critical])[data-id]');
  }

  /** Shows a notification, or a message of the page itself, which has no id. @param {Partial<Notification> & { title: string }} notification */
  show(notification) {
    const { id, type = 'info', title, body, link, critical } = notification;
    const close = () => toast.remove();
    const open = (/** @type {Event} */ event) => {
      close();
      if (!id) return;
      this.herald?.inbox.read(id).catch(() => {});
      this.select(notification, event);
    };
    const toast = h('div', { part: `toast ${type}`, 'data-id': id ?? '' },
      h('span', { part: `type ${type}` }, icon(type), h('span', { part: 'hidden' }, this.format.text(type))),
      h(link ? 'a' : 'button', { part: 'toast-content', ...(link ? { href: link } : { type: 'button' }), click: open },
        h('strong', { part: 'title' }, title), body && h('span', { part: 'body' }, body)),
      tool('close', this.format.text('close'), close));
    this.#region.append(toast);
    if (critical) toast.dataset.critical = '';
    else closeLater(toast);
    const passing = this.#passing();
    if (passing.length > MAX) passing[0].remove();
  }
}

/** Closes it after a time, but not while the pointer or the focus is on it. @param {HTMLElement} toast */
function closeLater(toast) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), SHOWN_MS));
  const stop = () => clearTimeout(timer);
  for (const event of ['pointerenter', 'focusin']) toast.addEventListener(event, stop);
  for (const event of ['pointerleave', 'focusout']) toast.addEventListener(event, start);
  start();
}

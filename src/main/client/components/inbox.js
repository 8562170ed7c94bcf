import { h, icon } from './dom.js';
import { HeraldElement, SERVICE } from './element.js';

/** @import { Herald } from 'herald-push-client' */

const MAX_COUNT = 99;
const GAP = 8;
const MIN_HEIGHT = 320;
/** @type {Set<HeraldInbox>} */
const shown = new Set();

/** Called when an inbox opens. @type {Set<() => void>} */
export const openListeners = new Set();

/** Whether an inbox shows its list, so that nothing else need show a new notification. */
export const isInboxShown = () => shown.size > 0;

/** The list is loaded when the user is about to open it. */
const loadView = () => import('./herald-inbox-view.js');

/** A bell with the number of unread notifications, which opens the inbox. With `mode="page"` the inbox itself. */
export class HeraldInbox extends HeraldElement {
  /** @type {{ start(): void, stop(): void, discardedUnread: number } | undefined} */
  #view;
  /** @type {any} */
  #panel;
  /** @type {any} */
  #bell;
  /** @type {any} */
  #badge;
  #place = () => this.#placePanel();

  get #isPage() {
    return this.getAttribute('mode') === 'page';
  }

  /** The words of an attribute. @param {string} name */
  #words(name) {
    return this.getAttribute(name)?.split(/[\s,]+/).filter(Boolean) ?? [];
  }

  /** The service worker of Web Push must be of the origin of the page. */
  get #worker() {
    return this.getAttribute('worker') ?? (SERVICE?.startsWith(`${location.origin}/`) ? `${SERVICE}client/herald-worker.js` : '');
  }

  get unread() {
    return Math.max(0, (this.herald?.inbox.badge.unread ?? 0) - (this.#view?.discardedUnread ?? 0));
  }

  /** Shows the list. */
  open() {
    if (!this.#isPage) this.#panel.showPopover();
  }

  close() {
    if (!this.#isPage) this.#panel.hidePopover();
  }

  build() {
    const title = this.format.text('title');
    const isOpen = this.#panel?.matches(':popover-open');
    this.#hide();
    this.#view = undefined;
    this.#badge = h('span', { part: 'badge' });
    this.#bell = h('button', { part: 'bell', type: 'button', popovertarget: 'panel', 'aria-haspopup': 'dialog', pointerenter: loadView, focus: loadView },
      h('slot', { name: 'bell' }, icon('bell')), this.#badge);
    this.#panel = h('section', { part: 'panel', id: 'panel', 'aria-label': title, ...(!this.#isPage && { role: 'dialog', popover: 'auto', tabindex: -1 }) });
    // Before it is shown, so that it never appears elsewhere.
    this.#panel.addEventListener('beforetoggle', this.#place);
    this.#panel.addEventListener('toggle', (/** @type {any} */ { newState }) => {
      if (newState === 'open') return this.#show();
      this.#hide();
      // Browsers do not return the focus to a button in the same shadow tree.
      if (document.activeElement === document.body || this.#panel.contains(this.root.activeElement)) this.#bell.focus({ preventScroll: true });
    });
    this.root.replaceChildren(...(this.#isPage ? [] : [this.#bell]), this.#panel);
    this.#showCount();
    if (this.#isPage) this.#show();
    else if (isOpen) this.open();
  }

  /** @param {Herald} herald */
  attach(herald) {
    this.#showCount();
    if (this.#isPage || this.#panel.matches(':popover-open')) this.#show();
    return [herald.on('inbox.badge', () => this.#showCount())];
  }

  detach() {
    this.#hide();
    this.#view = undefined;
    this.#panel.replaceChildren();
    this.#showCount();
  }

  async #show() {
    const { herald, root } = this;
    const panel = this.#panel;
    shown.add(this);
    for (const listener of openListeners) listener();
    for (const event of ['scroll', 'resize']) addEventListener(event, this.#place, { capture: true, passive: true });
    this.#placePanel();
    if (!this.#isPage) panel.focus();
    const { InboxView } = await loadView();
    // Meanwhile it may be closed, or have another client or another language.
    if (!herald || herald !== this.herald || panel !== this.#panel || !shown.has(this)) return;
    const view = (this.#view ??= new InboxView({
      herald,
      format: this.format,
      root,
      panel,
      isPage: this.#isPage,
      worker: this.#worker,
      categories: this.#words('categories'),
      filters: this.#words('filters'),
      hasCategoryFilter: this.hasAttribute('category-filter'),
      hasSettings: !this.hasAttribute('no-settings'),
      select: (/** @type {object} */ item, /** @type {Event} */ event) => this.select(item, event),
      close: () => this.close(),
      changed: () => this.#showCount(),
    }));
    view.start();
  }

  #hide() {
    shown.delete(this);
    for (const event of ['scroll', 'resize']) removeEventListener(event, this.#place, { capture: true });
    this.#view?.stop();
  }

  disconnectedCallback() {
    this.#hide();
    super.disconnectedCallback();
  }

  #showCount() {
    const { unread, format: { text, number } } = this;
    this.#badge.textContent = unread > MAX_COUNT ? `${number(MAX_COUNT)}+` : number(unread);
    this.#badge.hidden = !unread;
    this.#bell.setAttribute('aria-label', unread ? `${text('title')}, ${text('count', unread)}` : text('title'));
  }

  /**
   * Places the panel below the bell, aligned with its end, within the window. It is shorter if the window is low, and covers the bell
   * if little room is left below. On phones it fills the window.
   */
  #placePanel() {
    if (this.#isPage) return;
    const { left, right, bottom } = this.#bell.getBoundingClientRect();
    const { style } = this.#panel;
    const below = innerHeight - bottom - 2 * GAP;
    style.maxHeight = below < MIN_HEIGHT ? '' : `${below}px`;
    const { offsetWidth, offsetHeight } = this.#panel;
    style.left = within(this.matches(':dir(rtl)') ? left : right - offsetWidth, innerWidth - offsetWidth);
    style.top = within(bottom + GAP, innerHeight - offsetHeight);
  }
}

/** Keeps a distance to the edges of the window. @param {number} position @param {number} max */
const within = (position, max) => `${Math.max(GAP, Math.min(position, max - GAP))}px`;

import { arrange, button, h, icon, tool } from '../dom.js';
import { showConnection } from './banner.js';
import { CategoryFilter } from './category-filter.js';
import { Discards } from './discards.js';
import { createInboxList, stateOf } from './inbox-list.js';
import { showRow } from './row.js';
import styles from '#styles/view';

/** @import { Herald, InboxItem, InboxList } from 'herald-push-client/inbox' */

/**
 * What an element offers to its view.
 *
 * @typedef {object} Owner
 * @property {Herald} herald
 * @property {import('./row.js').Format} format
 * @property {ShadowRoot} root
 * @property {HTMLElement} panel
 * @property {boolean} isPage
 * @property {string} worker the service worker of the site, if Web Push is possible
 * @property {string[]} categories of the site, for the settings
 * @property {string[]} filters
 * @property {boolean} hasCategoryFilter
 * @property {boolean} hasSettings
 * @property {(item: object, event: Event) => boolean} select
 * @property {() => void} close
 * @property {() => void} changed the number of unread items may have changed
 */

const REFRESH_MS = 30_000;
/** @typedef {'all' | 'unread' | 'read' | 'archived'} Filter */
/** @type {Filter[]} */
const FILTERS = ['all', 'unread', 'archived'];
/** @type {Record<Filter, 'empty' | 'emptyUnread' | 'emptyRead' | 'emptyArchived'>} */
const EMPTY_TEXTS = { all: 'empty', unread: 'emptyUnread', read: 'emptyRead', archived: 'emptyArchived' };

/** The list of an inbox with its filters, its states and its settings. */
export class InboxView {
  /** @type {Owner} */
  #owner;
  /** @type {Filter[]} */
  #filters;
  /** @type {Filter} */
  #filter;
  /** @type {CategoryFilter | undefined} */
  #categories;
  /** Loads the next page when the end of the page comes into view. @type {IntersectionObserver} */
  #end;
  /** @type {InboxList} */
  #list = /** @type {any} */ (undefined);
  /** @type {(() => void)[]} */
  #removals = [];
  /** While the pointer is on the list, nothing moves under it. */
  #discards = new Discards((id, kind) => this.#complete(id, kind), () => this.#parts.days.matches(':hover'), () => this.#owner.changed());
  #isPreferences = false;
  /** @type {Map<string, any>} */
  #rows = new Map();
  /** @type {Map<string, any>} */
  #days = new Map();
  /** @type {Record<string, any>} */
  #parts = {};

  /** @param {Owner} owner */
  constructor(owner) {
    this.#owner = owner;
    const filters = /** @type {Filter[]} */ (owner.filters).filter((filter) => EMPTY_TEXTS[filter]);
    this.#filters = filters[0] ? filters : FILTERS;
    this.#filter = this.#filters[0];
    this.#end = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#list.loadMore());
    if (owner.hasCategoryFilter) this.#categories = new CategoryFilter(owner, () => this.#list?.state().items ?? [], () => this.#restart());
    this.#build();
  }

  /** The number of unread items that the user has archived or deleted, and that the service still counts. */
  get discardedUnread() {
    return this.#discards.unread(this.#list.state().items);
  }

  #build() {
    const { format: { text }, isPage, panel, root, close } = this.#owner;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets[1] = sheet;
    const parts = (this.#parts = {
      heading: h('h2', { part: 'heading', id: 'heading' }, text('title')),
      tabs: h('div', { part: 'tabs', role: 'group', 'aria-labelledby': 'heading' }, ...this.#filters.map((filter) =>
        h('button', { part: 'tab', type: 'button', 'data-filter': filter, click: () => this.#setFilter(filter) }, text(filter))), this.#categories?.node),
      banner: h('div', { part: 'banner', role: 'status', hidden: true }),
      prompt: h('div', { part: 'prompt', hidden: true }),
      days: h('div', {}),
      note: h('div', { part: 'note' }),
      list: h('div', { part: 'list', keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event) }),
      live: h('p', { part: 'hidden', role: 'status' }),
      back: tool('back', text('back'), () => this.#showPreferences(false)),
      readAll: tool('readAll', text('readAll'), () => this.#attempt(this.#list.readAll())),
      settings: tool('settings', text('settings'), () => this.#showPreferences(true)),
    });
    parts.list.append(parts.days, parts.note);
    panel.replaceChildren(
      h('header', { part: 'header' }, parts.back, parts.heading, parts.readAll, h('slot', { name: 'tools' }), parts.settings, !isPage && tool('close', text('close'), close, 'tool close')),
      parts.tabs, parts.banner, parts.prompt, parts.list, parts.live);
  }

  /** Reads and follows the list while it is shown. */
  start() {
    this.stop();
    const { herald, worker, format } = this.#owner;
    const render = () => this.#render();
    this.#list = createInboxList(herald, { status: this.#filter, category: this.#categories?.value || undefined });
    this.#categories?.refresh(0);
    const timer = setInterval(() => this.#showTimes(), REFRESH_MS);
    const onHidden = () => document.hidden && this.#discards.complete();
    document.addEventListener('visibilitychange', onHidden);
    this.#removals = [
      this.#list.subscribe(render),
      herald.on('session.status', render),
      herald.on('notification', ({ data }) => {
        this.#say(format.text('arrived', data.title));
        this.#categories?.refresh();
      }),
      () => this.#categories?.stop(),
      () => this.#end.disconnect(),
      () => clearInterval(timer),
      () => document.removeEventListener('visibilitychange', onHidden),
    ];
    // The browser asks for the permission only after a click, and Web Push needs it.
    if (worker && globalThis.Notification?.permission === 'default') {
      import('./herald-inbox-settings.js').then(({ askForPush }) => askForPush(this.#settingsOwner(), this.#parts.prompt)).catch(() => {});
    }
    render();
  }

  stop() {
    this.#discards.complete();
    this.#removals.splice(0).forEach((remove) => remove());
  }

  #showTimes() {
    for (const one of this.#owner.root.querySelectorAll('time')) one.textContent = this.#owner.format.time(one.dateTime);
    this.#render();
  }

  /** @param {Filter} filter */
  #setFilter(filter) {
    this.#filter = filter;
    this.#restart();
  }

  #restart() {
    this.start();
    this.#parts.list.scrollTop = 0;
  }

  #render() {
    const { format, format: { text }, herald, hasSettings, isPage } = this.#owner;
    const { tabs, back, readAll, settings, heading, banner, note, days, list } = this.#parts;
    const isPreferences = this.#isPreferences;
    heading.textContent = text(isPreferences ? 'settings' : 'title');
    tabs.hidden = isPreferences;
    back.hidden = !isPreferences;
    readAll.hidden = isPreferences || !herald.inbox.badge.unread;
    settings.hidden = isPreferences || !hasSettings;
    for (const tab of tabs.querySelectorAll('[data-filter]')) tab.setAttribute('aria-pressed', tab.dataset.filter === this.#filter);
    showConnection(this.#owner, banner);
    this.#owner.changed();
    if (isPreferences) return;

    const { items, loading, error, hasMore } = this.#list.state();
    list.setAttribute('aria-busy', Boolean(loading));
    /** @type {Map<string, InboxItem[]>} */
    const groups = new Map();
    for (const item of items) {
      const day = format.day(item.createdAt);
      groups.set(day, [...(groups.get(day) ?? []), item]);
    }
    arrange(days, [...groups].map(([day, members]) => this.#renderDay(day, members)));
    const failed = error && [h('p', {}, text('failed')), button(text('retry'), () => this.#list.retry())];
    const key = error ? 'error' : loading ? 'loading' : items[0] ? (hasMore ? 'more' : '') : `empty ${this.#filter}`;
    if (note.dataset.key === key) return;
    note.dataset.key = key;
    const skeletons = () => [h('span', { part: 'hidden' }, text('loading')), ...(items[0] ? [1] : [1, 2, 3, 4]).map(() => h('div', { part: 'skeleton' }))];
    const more = hasMore && button(text('more'), () => this.#list.loadMore());
    const empty = () => h('slot', { name: 'empty' }, icon('bell'), h('p', {}, text(EMPTY_TEXTS[this.#filter])));
    note.replaceChildren(...(failed ?? (loading ? skeletons() : [items[0] ? more : empty()].filter(Boolean))));
    this.#end.disconnect();
    if (isPage && !failed && !loading && more) this.#end.observe(more);
  }

  /** @param {string} day @param {InboxItem[]} items */
  #renderDay(day, items) {
    let group = this.#days.get(day);
    if (!group) {
      const id = `day${this.#days.size}`;
      group = h('section', { 'aria-labelledby': id }, h('h3', { part: 'day', id }, day), h('ul', { part: 'items', role: 'list' }));
      this.#days.set(day, group);
    }
    arrange(group.lastChild, items.map((item) => {
      const row = showRow(this.#rows.get(item.id), this.#owner.format, item, this.#discards.kindOf(item.id), this.#actions);
      this.#rows.set(item.id, row);
      return row;
    }));
    return group;
  }

  /** @type {import('./row.js').Actions} */
  #actions = {
    open: (item, event) => {
      if (this.#owner.select(item, event) && item.link) this.#owner.close();
      this.#discards.complete();
      if (stateOf(item) === 'unread') this.#attempt(this.#list.read(item.id));
    },
    toggle: (item) => this.#attempt(stateOf(item) === 'unread' ? this.#list.read(item.id) : this.#list.unreadItem(item.id)),
    discard: (item, kind) => {
      this.#discards.add(item, kind);
      this.#say(this.#owner.format.text(kind === 'remove' ? 'wasRemoved' : 'wasArchived'));
      this.#render();
    },
    undo: (item) => {
      this.#discards.undo(item.id);
      this.#render();
    },
  };

  /** @param {string} id @param {import('./discards.js').Kind} kind */
  async #complete(id, kind) {
    const row = this.#rows.get(id);
    const hadFocus = row?.contains(this.#owner.root.activeElement);
    const next = this.#titles[this.#titles.indexOf(row?.querySelector('[data-act]')) + 1];
    const change = this.#list[kind](id);
    this.#attempt(change);
    if (hadFocus) (next ?? this.#parts.tabs.firstChild).focus();
    await change.catch(() => {});
  }

  get #titles() {
    return [...this.#parts.days.querySelectorAll('[data-act=open], [data-act=undo]')];
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key } = event;
    const titles = this.#titles;
    const row = this.#owner.root.activeElement?.closest('li');
    const at = titles.findIndex((title) => title.closest('li') === row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: titles.length - 1 }[key];
    if (to !== undefined && titles[to]) {
      event.preventDefault();
      titles[to].focus();
    }
    if (key === 'Delete') /** @type {HTMLElement | null | undefined} */ (row?.querySelector('[data-act=remove]'))?.click();
  }

  /** @param {Promise<unknown> | undefined} change */
  #attempt(change) {
    change?.then(() => this.#say(''), () => this.#say(this.#owner.format.text('unsaved'), 'message'));
  }

  /** @param {string} text @param {string} part `hidden` for screen readers only */
  #say(text, part = 'hidden') {
    const { live } = this.#parts;
    live.setAttribute('part', part);
    live.textContent = text;
  }

  /** What the module of the settings needs. */
  #settingsOwner() {
    return { ...this.#owner, attempt: (/** @type {Promise<unknown>} */ change) => this.#attempt(change) };
  }

  /** @param {boolean} isShown */
  async #showPreferences(isShown) {
    const { days, note, back, settings, prompt } = this.#parts;
    const { categories, format: { text } } = this.#owner;
    this.#isPreferences = isShown;
    prompt.hidden = true;
    this.#days.clear();
    days.replaceChildren();
    note.dataset.key = 'settings';
    this.#render();
    (isShown ? back : settings).focus();
    if (!isShown) return;
    note.replaceChildren(h('div', { part: 'skeleton' }));
    const form = await import('./herald-inbox-settings.js').then(({ settingsForm }) => settingsForm(this.#settingsOwner(), categories)).catch(() => h('p', {}, text('failed')));
    if (this.#isPreferences) note.replaceChildren(form);
  }
}

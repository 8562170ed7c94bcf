import { h } from '../dom.js';

/** @import { InboxItem } from 'herald-push-client/inbox' */
/** @typedef {import('./herald-inbox-view.js').Owner} Owner */

const DELAY_MS = 1_000;

/** A choice among the categories of the user's notifications. */
export class CategoryFilter {
  /** @type {Owner} */
  #owner;
  /** @type {() => InboxItem[]} */
  #items;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Owner} owner @param {() => InboxItem[]} items of the list @param {() => void} changed */
  constructor(owner, items, changed) {
    this.#owner = owner;
    this.#items = items;
    this.node = h('select', { part: 'category-filter', 'aria-label': owner.format.text('category'), change: changed });
    this.#show({});
  }

  /** @returns {string} empty for all */
  get value() {
    return this.node.value;
  }

  /** Reads the categories once for notifications that arrive together. @param {number} [delay] */
  refresh(delay = DELAY_MS) {
    this.stop();
    this.#timer = setTimeout(async () => {
      const { byCategory } = await this.#owner.herald.inbox.unread().catch(() => ({ byCategory: {} }));
      this.#show(byCategory);
    }, delay);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** @param {Record<string, number>} unread by category */
  #show(unread) {
    const { format: { text, number }, categories } = this.#owner;
    const { value } = this;
    const names = new Set([...categories, ...Object.keys(unread), ...this.#items().map(({ category = '' }) => category), value]);
    this.node.replaceChildren(h('option', { value: '' }, text('allCategories')), ...[...names].filter(Boolean).sort().map((name) =>
      h('option', { value: name, selected: name === value }, unread[name] ? `${name} (${number(unread[name])})` : name)));
  }
}

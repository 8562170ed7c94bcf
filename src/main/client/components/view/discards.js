import { stateOf } from './inbox-list.js';

/** @import { InboxItem } from 'herald-push-client/inbox' */
/** @typedef {'archive' | 'remove'} Kind */

const UNDO_MS = 6_000;

/** The items that the user has archived or deleted, until it is too late for an undo. */
export class Discards {
  /** @type {Map<string, { item: InboxItem, kind: Kind, timer: ReturnType<typeof setInterval> }>} */
  #all = new Map();
  /** The number of unread items that are being archived or deleted. */
  #leaving = 0;
  #complete;
  #isHeld;
  #changed;

  /** @param {(id: string, kind: Kind) => Promise<void>} complete never fails @param {() => boolean} isHeld whether to wait @param {() => void} changed */
  constructor(complete, isHeld, changed) {
    this.#complete = complete;
    this.#isHeld = isHeld;
    this.#changed = changed;
  }

  /** @param {string} id */
  kindOf(id) {
    return this.#all.get(id)?.kind;
  }

  /** The number of unread items among these and those that are leaving, which the service still counts. @param {InboxItem[]} items */
  unread(items) {
    return this.#leaving + items.filter((item) => this.#all.has(item.id) && stateOf(item) === 'unread').length;
  }

  /** @param {InboxItem} item @param {Kind} kind */
  add(item, kind) {
    const timer = setInterval(() => this.#isHeld() || this.complete(item.id), UNDO_MS);
    this.#all.set(item.id, { item, kind, timer });
  }

  /** @param {string} id */
  undo(id) {
    clearInterval(this.#all.get(id)?.timer);
    this.#all.delete(id);
  }

  /** Archives and deletes what the user has not undone. @param {string} [only] */
  complete(only) {
    for (const [id, { item, kind }] of this.#all) {
      if (only && only !== id) continue;
      this.undo(id);
      const unread = Number(stateOf(item) === 'unread');
      this.#leaving += unread;
      this.#complete(id, kind).then(() => {
        this.#leaving -= unread;
        this.#changed();
      });
    }
  }
}

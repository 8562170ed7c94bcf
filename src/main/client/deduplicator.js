/** Records which events a tab has received, so that it emits each one once. */
export class Deduplicator {
  /** The last id of each channel. @type {Map<string, string>} */
  last;
  /** @type {Set<string>} */
  #ids = new Set();

  /** @param {[string, string][]} [last] */
  constructor(last) {
    this.last = new Map(last);
  }

  /** @param {string} channel @param {string} id */
  isNew(channel, id) {
    const last = this.last.get(channel);
    if (this.#ids.has(id) || (last && sortable(id) <= sortable(last))) return false;
    this.last.set(channel, id);
    const [first] = this.#ids.add(id);
    if (this.#ids.size > 1_000) this.#ids.delete(first);
    return true;
  }
}

/** Ids increase within a channel. They are two numbers, and may start with the number of a partition and a dot. @param {string} id */
function sortable(id) {
  return /** @type {string} */ (id.split('.').pop()).replace(/\d+/g, (number) => number.padStart(20));
}

/** Records which events a tab has received, so that it emits each one once. */
export class Deduplicator {
  /** The last id of each channel. */
  last;
  #ids = new Set();

  constructor(last) {
    this.last = new Map(last);
  }

  isNew(channel, id) {
    const last = this.last.get(channel);
    if (this.#ids.has(id) || (last && sortable(id) <= sortable(last))) return false;
    this.last.set(channel, id);
    if (this.#ids.add(id).size > 1_000) this.#ids.delete(this.#ids.values().next().value);
    return true;
  }
}

/** Ids increase within a channel. They are two numbers, and may start with the number of a partition and a dot. */
function sortable(id) {
  return id.split('.').pop().split('-').map((number) => number.padStart(20)).join('');
}

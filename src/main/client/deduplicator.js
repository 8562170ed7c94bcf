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
    if (this.#ids.has(id) || (last && !isAbove(id, last))) return false;
    this.last.set(channel, id);
    if (this.#ids.add(id).size > 1_000) this.#ids.delete(this.#ids.values().next().value);
    return true;
  }
}

/** Ids increase within a channel. They may start with the number of a partition and a dot. */
function isAbove(id, last) {
  const [[ms, n], [lastMs, lastN]] = [id, last].map((one) => one.split('.').pop().split('-').map(Number));
  return ms > lastMs || (ms === lastMs && n > lastN);
}

/** What a tab has had, so that it is handed on once. */
export class Seen {
  /** By channel. */
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

/** Ids grow within a channel; before a dot there may be the number of a partition. */
function isAbove(id, last) {
  const [[ms, n], [lastMs, lastN]] = [id, last].map((one) => one.split('.').pop().split('-').map(Number));
  return ms > lastMs || (ms === lastMs && n > lastN);
}

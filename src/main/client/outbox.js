import { backoff, HeraldError, isTemporary, MINUTE, sleep, uuid } from './basics.js';

// The service stores the result of a command for ten minutes. A later repeat could execute it twice.
const REPEATABLE = 9 * MINUTE;

/** The queue of commands that wait for a connection or for their acknowledgement. */
export class Outbox {
  #page;
  #ask;
  #queue = [];
  #isBusy = false;

  /** @param page has `options` and `status()`, and receives the length of the queue in `queued`; `ask` executes a command */
  constructor(page, ask) {
    this.#page = page;
    this.#ask = ask;
  }

  add(event, data) {
    return new Promise((resolve, reject) => {
      const { reason } = this.#page.status();
      if (reason) throw new HeraldError('closed', reason);
      if (this.#queue.length >= (this.#page.options.queue ?? 100)) throw new HeraldError('overflow', 'The queue is full.');
      this.#queue.push({ id: uuid(), event, data, resolve, reject });
      this.pump();
    });
  }

  /** Sends one command at a time, each until it is answered, so that the log has them in the order of the calls. */
  async pump() {
    this.#page.queued(this.#queue.length);
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let tries = 0; this.#queue.length && this.#page.status().state === 'online'; ) {
      const entry = this.#queue[0];
      entry.since ??= Date.now();
      const asked = Date.now() - entry.since < REPEATABLE
        ? this.#ask('command', entry.event, entry.data, entry.id)
        : Promise.reject(new HeraldError('expired', 'The outcome is unknown.'));
      const failure = await asked.then(entry.resolve, (why) => why);
      if (failure?.code === 'lost' || (failure && isTemporary(failure))) {
        await sleep(Math.max(failure.again ?? 0, backoff(tries++) / 4));
        continue;
      }
      if (failure) entry.reject(failure);
      if (this.#queue[0] === entry) this.#queue.shift();
      tries = 0;
      this.#page.queued(this.#queue.length);
    }
    this.#isBusy = false;
  }

  refuse(failure) {
    this.#queue.splice(0).forEach(({ reject }) => reject(failure));
  }
}

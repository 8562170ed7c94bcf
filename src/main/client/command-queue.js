import { backoff, HeraldError, isTemporary, MINUTE, sleep, uuid } from './basics.js';

// The service stores the result of a command for ten minutes. A later repeat could execute it twice.
const REPEATABLE = 9 * MINUTE;

/** The queue of commands that wait for a connection or for their acknowledgement. */
export class CommandQueue {
  #page;
  #tabs;
  #queue = [];
  #isBusy = false;

  /** @param page has `options` and `status()`, and receives the length of the queue in `queued`; `tabs` execute a command */
  constructor(page, tabs) {
    this.#page = page;
    this.#tabs = tabs;
  }

  add(event, data) {
    return new Promise((resolve, reject) => {
      const { reason } = this.#page.status();
      if (reason) throw new HeraldError('closed', reason);
      if (this.#queue.length >= (this.#page.options.queue ?? 100)) throw new HeraldError('overflow', 'The queue is full.');
      this.#queue.push({ id: uuid(), event, data, resolve, reject });
      this.flush();
    });
  }

  /** Sends one command at a time, each until it is acknowledged, so that the log has them in the order of the calls. */
  async flush() {
    this.#page.queued(this.#queue.length);
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let attempt = 0; this.#queue.length && this.#page.status().state === 'online'; ) {
      const command = this.#queue[0];
      command.since ??= Date.now();
      const error = Date.now() - command.since < REPEATABLE
        ? await this.#tabs.execute('command', command.event, command.data, command.id).then(command.resolve, (error) => error)
        : new HeraldError('expired', 'The outcome is unknown.');
      if (error?.code === 'lost' || (error && isTemporary(error))) {
        await sleep(Math.max(error.retryAfter ?? 0, backoff(attempt++) / 4));
        continue;
      }
      if (error) command.reject(error);
      if (this.#queue[0] === command) this.#queue.shift();
      attempt = 0;
      this.#page.queued(this.#queue.length);
    }
    this.#isBusy = false;
  }

  failAll(error) {
    this.#queue.splice(0).forEach((one) => one.reject(error));
  }
}

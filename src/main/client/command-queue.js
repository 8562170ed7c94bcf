import { HeraldError, isTemporary, MINUTE, pause, uuid } from './basics.js';

/**
 * @import { Tabs } from './tabs.js'
 * @import { Failure, Page, Pending } from './types.js'
 * @typedef {Pending & { id: string, event: string, data: object, since?: number }} QueuedCommand
 */

// The service stores the result of a command for ten minutes. A later repeat could execute it twice.
const REPEATABLE = 9 * MINUTE;

/** The queue of commands that wait for a connection or for their acknowledgement. */
export class CommandQueue {
  #page;
  #tabs;
  /** @type {QueuedCommand[]} */
  #queue = [];
  #isBusy = false;

  /** @param {Page} page @param {Tabs} tabs */
  constructor(page, tabs) {
    this.#page = page;
    this.#tabs = tabs;
  }

  /** @param {string} event @param {object} data @returns {Promise<any>} */
  add(event, data) {
    return new Promise((resolve, reject) => {
      const { reason } = this.#page.getStatus();
      if (reason) throw new HeraldError('closed', reason);
      if (this.#queue.length >= (this.#page.options.queue ?? 100)) throw new HeraldError('overflow');
      this.#queue.push({ id: uuid(), event, data, resolve, reject });
      this.flush();
    });
  }

  /** Sends one command at a time, each until it is acknowledged, so that the log has them in the order of the calls. */
  async flush() {
    this.#page.setQueued(this.#queue.length);
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let attempt = 0; this.#queue.length && this.#page.getStatus().state === 'online'; ) {
      const command = this.#queue[0];
      command.since ??= Date.now();
      const error = Date.now() - command.since < REPEATABLE
        ? await this.#tabs.execute('command', command.event, command.data, command.id).then(command.resolve, (/** @type {Failure} */ error) => error)
        : new HeraldError('expired');
      if (error && isTemporary(error)) {
        await pause(error, Math.min(attempt++ - 2, 3));
        continue;
      }
      if (error) command.reject(error);
      if (this.#queue[0] === command) this.#queue.shift();
      attempt = 0;
      this.#page.setQueued(this.#queue.length);
    }
    this.#isBusy = false;
  }

  /** @param {Failure} error */
  failAll(error) {
    this.#queue.splice(0).forEach((one) => one.reject(error));
  }
}

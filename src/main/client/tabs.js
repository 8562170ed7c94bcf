import { HeraldError, query, retry, revive, sleep, uuid } from './basics.js';
import { Connection } from './connection.js';

/**
 * @import { Api } from './api.js'
 * @import { Failure, Page, Pending, TabMessage, Update } from './types.js'
 */

/**
 * One connection for all tabs of a user. The tabs share the name of a lock and of a broadcast channel. The tab that holds the
 * lock is the leader: it has the connection, and broadcasts each update to the others, with increasing numbers.
 */
export class Tabs {
  /** The position up to which this tab has received events. */
  cursor;
  #page;
  #api;
  #id = uuid();
  /** @type {BroadcastChannel | null | undefined} */
  #channel;
  /** The id of the leader. @type {string | null | undefined} */
  #leader;
  /** @type {any} */
  #number;
  /** @type {boolean | undefined} */
  #isBehind;
  /** What arrives while this tab catches up. @type {[Update, string | undefined][] | null | undefined} */
  #buffer;
  /** @type {Map<string, Pending & { task: string, args: unknown[] }>} */
  #pending = new Map();

  /** @param {Api} api @param {string | undefined} cursor @param {Page} page */
  constructor(api, cursor, page) {
    this.cursor = cursor;
    this.#api = api;
    this.#page = page;
  }

  async start() {
    /** Set until the stop. @type {AbortController | null | undefined} */
    this.running = new AbortController();
    const { signal } = this.running;
    this.#number = 0;
    await retry(() => this.#api.token(), () => signal.aborted);
    if (signal.aborted) return;
    const { locks } = globalThis.navigator ?? {};
    if (this.#page.options.share === false || !locks || !globalThis.BroadcastChannel) return this.#becomeLeader();
    // The build replaces the zeros: tabs with different versions of this module do not share a connection.
    const name = `herald 000000 ${this.#api.url} ${this.#api.user}`;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) =>
      (!data.to || data.to === this.#id) && (this.connection ? this.#onMessageAsLeader(data) : this.#onMessageAsFollower(data));
    this.#announceTab();
    locks.request(name, { signal }, () => {
      this.#becomeLeader();
      return new Promise((release) => (signal.onabort = /** @type {() => void} */ (release)));
      // A sandboxed frame has navigator.locks but may not use it.
    }).catch(() => /** @type {any} */ (signal.aborted || this.#becomeLeader()));
  }

  /** @param {boolean} [isExplicit] */
  stop(isExplicit) {
    this.#broadcast('stop');
    this.connection?.disconnect({ fatal: 'client', isExplicit });
    this.#channel?.close();
    this.running?.abort();
    this.running = this.connection = this.#channel = this.#leader = this.#buffer = null;
  }

  /** Sends a message to the leader, which may be this tab. @param {TabMessage['type']} type @param {object} [more] */
  notifyLeader(type, more) {
    if (this.connection) this.#onMessageAsLeader({ ...more, type, from: this.#id });
    else this.#broadcast(type, more);
  }

  /** Executes a method of the connection, in this tab or in the current or next leader. @param {string} method @param {unknown[]} args @returns {Promise<any>} */
  execute(method, ...args) {
    return new Promise((resolve, reject) => {
      const { reason } = this.#page.getStatus();
      if (reason) throw new HeraldError('closed', reason);
      const id = uuid();
      this.#pending.set(id, { task: method, args, resolve, reject });
      this.#dispatch(id);
    });
  }

  /** @param {Failure} error */
  failAll(error) {
    this.#pending.forEach((one) => one.reject(error));
    this.#pending.clear();
  }

  /** @param {string} id */
  #dispatch(id) {
    const { task, args } = /** @type {{ task: string, args: unknown[] }} */ (this.#pending.get(id));
    this.notifyLeader('request', { id, task, args });
  }

  /** @param {TabMessage['type']} type @param {object} [more] */
  #broadcast(type, more) {
    this.#channel?.postMessage({ ...more, type, from: this.#id });
  }

  /** Announces the position and the rooms of this tab. A tab that has just started reads the events it missed by itself. @param {boolean} [isBehind] */
  #announceTab(isBehind) {
    const isOld = this.#leader;
    const rooms = this.#page.getRooms().map(([room, where, live]) => [room, where, isOld && live]);
    this.#isBehind = isBehind;
    this.#broadcast('tab', { number: this.#number, cursor: isOld && this.cursor, rooms, isBehind });
  }

  #announceLeader() {
    this.#broadcast('leader', { number: this.#number, cursor: this.cursor, state: { ...this.#page.getState(), status: this.connection?.status } });
  }

  async #becomeLeader() {
    const previous = this.#leader;
    /** @type {Connection} */
    const connection = new Connection(this.#api, this.cursor, (update) => this.#publish(connection, update), this.#page);
    /** Set in the leader. @type {Connection | null | undefined} */
    this.connection = connection;
    // A tab that is still catching up is behind all others.
    if (this.#buffer) this.#number = 0;
    this.#buffer = null;
    connection.addTab(this.#id, this.#page.getRooms());
    this.#leader = this.#id;
    this.#announceLeader();
    this.#pending.forEach((_, id) => this.#dispatch(id));
    // The others have this long to announce their positions: the connection resumes from the lowest one.
    if (previous) await sleep(150);
    if (connection === this.connection) connection.run();
  }

  /** @param {Connection} connection @param {Update} update */
  #publish(connection, update) {
    if (connection !== this.connection) return;
    const { event, data } = update;
    const isOwn = event === 'session.status' && /client|unauthorized/.test(data.reason);
    if (!isOwn) this.#broadcast('update', { published: update, number: ++this.#number, cursor: connection.cursor });
    this.#receive(update, connection.cursor);
  }

  /** @param {TabMessage} message */
  #onMessageAsLeader({ type, from, id, number, cursor, rooms, isBehind, task, args }) {
    const connection = /** @type {any} */ (this.connection);
    if (type === 'tab') {
      if (connection.addTab(from, rooms) || isBehind) {
        const isEarlier = cursor && number < this.#number;
        if (isEarlier) this.#number = number;
        connection.rewind(isEarlier ? cursor : connection.cursor);
      }
      this.#announceLeader();
    } else if (type === 'request') {
      const respond = (/** @type {object} */ more) => {
        const response = { ...more, id, to: from };
        if (from === this.#id) this.#settle(response);
        else this.#broadcast('response', response);
      };
      connection[task](from, ...args).then(
        (/** @type {unknown} */ result) => respond({ result }),
        // The message of an error is not enumerable.
        (/** @type {Failure} */ error) => respond({ error: { ...error, message: error.message } }),
      );
    } else if (type === 'stop') {
      connection.removeTab(from);
      connection.setVisible(from);
    } else if (type === 'wake') {
      connection.wake();
    } else if (type === 'reconnect') {
      if (this.#page.getStatus().reason) connection.run();
      else {
        connection.wake();
        connection.disconnect({ isImmediate: true });
      }
    }
  }

  /** @param {TabMessage} message */
  #onMessageAsFollower(message) {
    const { type, from, number, cursor, state, published } = message;
    if (type === 'leader') {
      const isNew = from !== this.#leader;
      const isFirst = !this.#leader;
      if (!isFirst && this.cursor && number > this.#number) return this.#announceTab(true);
      if (isNew && !isFirst) this.#announceTab();
      this.#number = number;
      this.#leader = from;
      this.#isBehind = false;
      if (!isNew) return;
      const reconnectedAt = this.cursor && isFirst && Date.now();
      this.cursor ??= cursor;
      this.#page.initialize(state, reconnectedAt);
      this.#pending.forEach((_, one) => this.#dispatch(one));
      if (reconnectedAt) this.#catchUp(cursor);
    } else if (type === 'update' && from === this.#leader) {
      if (number > this.#number + 1) return this.#isBehind || this.#announceTab(true);
      if (number <= this.#number) return;
      this.#number = number;
      this.#receive(published, cursor);
    } else if (type === 'response') {
      this.#settle(/** @type {any} */ (message));
    }
  }

  /** A request is pending until it is answered: if the connection is closed, the next one repeats the joins in flight. @param {{ id: string, result?: unknown, error?: Failure }} response */
  #settle({ id, result, error }) {
    const { resolve, reject } = this.#pending.get(id) ?? /** @type {Partial<Pending>} */ ({});
    this.#pending.delete(id);
    if (error) reject?.(revive(error));
    else resolve?.(result);
  }

  /** @param {Update} update @param {string | undefined} cursor */
  #receive(update, cursor) {
    if (this.#buffer && update.event !== 'session.status') return this.#buffer.push([update, cursor]);
    this.cursor = cursor;
    this.#page.receive(update);
  }

  /**
   * A tab that was away while others stayed connected (reloaded, restored, from the back/forward cache) reads the events it
   * missed by itself, so that the shared connection need not rewind. Updates that arrive meanwhile are delivered afterwards.
   *
   * @param {string | undefined} leaderCursor the position of the others: a tab that becomes the leader must not resume beyond it
   */
  async #catchUp(leaderCursor) {
    /** @type {[Update, string | undefined][]} */
    const buffer = (this.#buffer = []);
    const isCancelled = () => buffer !== this.#buffer;
    const { receive, getRooms } = this.#page;
    // Join first and read afterwards, so that no event is missed in between.
    /** @type {string[]} */
    const joined = [];
    await Promise.all(getRooms().map(([room, where, live]) => live && this.execute('join', room, where).then(() => joined.push(room), () => {})));
    let position = this.cursor;
    try {
      for (let isDone; !isDone; ) {
        const missed = await retry(() => this.#api.request('GET', `poll${query({ cursor: position, wait: '0s' }, joined)}`), isCancelled);
        if (isCancelled()) return;
        const { events, cursor, reset } = missed;
        if (reset) receive({ event: 'reset', data: { channels: [], cursor } });
        events.forEach((/** @type {unknown} */ data) => receive({ data }));
        position = cursor;
        // Until the poll returns an event that the shared connection has delivered, too.
        isDone = !events[0] || events.some((/** @type {{ id?: string }} */ { id }) => id && buffer.some(([{ data }]) => data?.id === id));
      }
    } catch {
      if (isCancelled()) return;
      receive({ event: 'reset', data: { channels: [], cursor: position } });
    }
    this.#buffer = null;
    this.cursor = leaderCursor ?? position;
    buffer.forEach(([update, cursor]) => this.#receive(update, cursor));
  }
}

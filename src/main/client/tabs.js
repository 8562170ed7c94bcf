import { HeraldError, query, retry, sleep, uuid } from './basics.js';
import { Connection } from './connection.js';

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
  #running;
  #connection;
  #channel;
  #leader;
  #number;
  #isBehind;
  #buffer;
  #pending = new Map();

  /**
   * @param page the page of the tab: `options`, `status()`, the followed `rooms()`, the `state()` for a new tab and
   * `initialize(state, isReconnect)`, `receive(update)`, `show(frame)`
   */
  constructor(api, cursor, page) {
    this.cursor = cursor;
    this.#api = api;
    this.#page = page;
  }

  get isLeader() {
    return Boolean(this.#connection);
  }

  get isRunning() {
    return Boolean(this.#running);
  }

  async start() {
    const running = (this.#running = new AbortController());
    const { signal } = running;
    this.#number = 0;
    await retry(() => this.#api.token(), () => signal.aborted);
    if (signal.aborted) return;
    const { locks } = globalThis.navigator ?? {};
    if (this.#page.options.share === false || !locks || !globalThis.BroadcastChannel) return this.#becomeLeader();
    // The number is the version of the messages: tabs with different versions of this module do not share a connection.
    const name = `herald 4 ${this.#api.url} ${this.#api.user}`;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) =>
      (!data.to || data.to === this.#id) && (this.#connection ? this.#onMessageAsLeader(data) : this.#onMessageAsFollower(data));
    this.#announceTab();
    locks.request(name, { signal }, () => {
      this.#becomeLeader();
      return new Promise((release) => (signal.onabort = release));
      // A sandboxed frame has navigator.locks but may not use it.
    }).catch(() => signal.aborted || this.#becomeLeader());
  }

  stop(isExplicit) {
    this.#broadcast('stop');
    this.#connection?.disconnect({ fatal: 'client', isExplicit });
    this.#channel?.close();
    this.#running?.abort();
    this.#running = this.#connection = this.#channel = this.#leader = this.#buffer = null;
  }

  disconnect() {
    this.#connection?.disconnect();
  }

  /** Sends a message to the leader, which may be this tab. */
  notifyLeader(type, more) {
    if (this.#connection) this.#onMessageAsLeader({ ...more, type, from: this.#id });
    else this.#broadcast(type, more);
  }

  /** Executes a method of the connection, in this tab or in the current or next leader. */
  execute(method, ...args) {
    return new Promise((resolve, reject) => {
      const { reason } = this.#page.status();
      if (reason) throw new HeraldError('closed', reason);
      const id = uuid();
      this.#pending.set(id, { method, args, resolve, reject });
      this.#dispatch(id);
    });
  }

  failAll(error) {
    this.#pending.forEach((one) => one.reject(error));
    this.#pending.clear();
  }

  #dispatch(id) {
    const { method, args } = this.#pending.get(id);
    this.notifyLeader('request', { id, method, args });
  }

  #broadcast(type, more) {
    this.#channel?.postMessage({ ...more, type, from: this.#id });
  }

  /** Announces the position and the rooms of this tab. A tab that has just started reads the events it missed by itself. */
  #announceTab(isBehind) {
    const isOld = this.#leader;
    const rooms = this.#page.rooms().map(([room, where, live]) => [room, where, isOld && live]);
    this.#isBehind = isBehind;
    this.#broadcast('tab', { number: this.#number, cursor: isOld && this.cursor, rooms, isBehind });
  }

  #announceLeader() {
    this.#broadcast('leader', { number: this.#number, cursor: this.cursor, state: { ...this.#page.state(), status: this.#connection.status } });
  }

  async #becomeLeader() {
    const previous = this.#leader;
    const connection = new Connection(this.#api, this.cursor, (update) => this.#publish(connection, update), this.#page.show, this.#page.options.transports);
    this.#connection = connection;
    // A tab that is still catching up is behind all others.
    if (this.#buffer) this.#number = 0;
    this.#buffer = null;
    connection.addTab(this.#id, this.#page.rooms());
    this.#leader = this.#id;
    this.#announceLeader();
    this.#pending.forEach((_, id) => this.#dispatch(id));
    // The others have this long to announce their positions: the connection resumes from the lowest one.
    if (previous) await sleep(150);
    connection.run();
  }

  #publish(connection, update) {
    if (connection !== this.#connection) return;
    const { event, data } = update;
    const isOwn = event === 'session.status' && /client|unauthorized/.test(data.reason);
    if (!isOwn) this.#broadcast('update', { update, number: ++this.#number, cursor: connection.cursor });
    this.#receive(update, connection.cursor);
  }

  #onMessageAsLeader({ type, from, id, number, cursor, rooms, isBehind, method, args }) {
    const connection = this.#connection;
    if (type === 'tab') {
      if (connection.addTab(from, rooms) || isBehind) {
        const isEarlier = cursor && number < this.#number;
        if (isEarlier) this.#number = number;
        connection.rewind(isEarlier ? cursor : connection.cursor);
      }
      this.#announceLeader();
    } else if (type === 'request') {
      const respond = (more) => {
        const response = { ...more, id, to: from };
        if (from === this.#id) this.#settle(response);
        else this.#broadcast('response', response);
      };
      connection[method](from, ...args).then(
        (value) => respond({ value }),
        // The message of an error is not enumerable.
        (error) => respond({ error: { ...error, message: error.message } }),
      );
    } else if (type === 'stop') {
      connection.removeTab(from);
    } else if (type === 'wake') {
      connection.wake();
    } else if (type === 'reconnect') {
      if (this.#page.status().reason) connection.run();
      else {
        connection.wake();
        connection.disconnect({ now: true });
      }
    }
  }

  #onMessageAsFollower(message) {
    const { type, from, number, cursor, state, update } = message;
    if (type === 'leader') {
      const isNew = from !== this.#leader;
      const isFirst = !this.#leader;
      if (!isFirst && this.cursor && number > this.#number) return this.#announceTab(true);
      if (isNew && !isFirst) this.#announceTab();
      this.#number = number;
      this.#leader = from;
      this.#isBehind = false;
      if (!isNew) return;
      const isReconnect = isFirst && this.cursor;
      this.cursor ??= cursor;
      this.#page.initialize(state, isReconnect);
      this.#pending.forEach((_, one) => this.#dispatch(one));
      if (isReconnect) this.#catchUp(cursor);
    } else if (type === 'update' && from === this.#leader) {
      if (number > this.#number + 1) return this.#isBehind || this.#announceTab(true);
      if (number <= this.#number) return;
      this.#number = number;
      this.#receive(update, cursor);
    } else if (type === 'response') {
      this.#settle(message);
    }
  }

  /** A request is pending until it is answered: if the connection is closed, the next one repeats the joins in flight. */
  #settle({ id, value, error }) {
    const { resolve, reject } = this.#pending.get(id) ?? {};
    this.#pending.delete(id);
    if (error) reject?.(new HeraldError(error.code, error.message, error));
    else resolve?.(value);
  }

  #receive(update, cursor) {
    if (this.#buffer && update.event !== 'session.status') return this.#buffer.push([update, cursor]);
    this.cursor = cursor;
    this.#page.receive(update);
  }

  /**
   * A tab that was away while others stayed connected (reloaded, restored, from the back/forward cache) reads the events it
   * missed by itself, so that the shared connection need not rewind. Updates that arrive meanwhile are delivered afterwards.
   *
   * @param leaderCursor the position of the others: a tab that becomes the leader must not resume beyond it
   */
  async #catchUp(leaderCursor) {
    const buffer = (this.#buffer = []);
    const isCancelled = () => buffer !== this.#buffer;
    const { receive, rooms } = this.#page;
    // Join first and read afterwards, so that no event is missed in between.
    const joined = [];
    await Promise.all(rooms().map(([room, where, live]) => live && this.execute('join', room, where).then(() => joined.push(room), () => {})));
    let position = this.cursor;
    try {
      for (let isDone; !isDone; ) {
        const missed = await retry(() => this.#api.request('GET', `poll${query({ cursor: position, wait: '0s' }, joined)}`), isCancelled);
        if (isCancelled()) return;
        const { events, cursor, reset } = missed;
        if (reset) receive({ event: 'reset', data: { channels: [], cursor } });
        events.forEach((data) => receive({ data }));
        position = cursor;
        // Until the poll returns an event that the shared connection has delivered, too.
        isDone = !events[0] || events.some(({ id }) => id && buffer.some(([{ data }]) => data?.id === id));
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

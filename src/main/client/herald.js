import { Api } from './api.js';
import { connectionLost, encode, HeraldError, query, retry, revive, SECOND, stored, uuid } from './basics.js';
import { CommandQueue } from './command-queue.js';
import { Deduplicator } from './deduplicator.js';
import { createInbox } from './inbox.js';
import { createPresence } from './presence.js';
import { Tabs } from './tabs.js';

export { HeraldError };

/**
 * @import { Badge, Envelope, Events, Herald as Api_, Options, Status } from 'herald-push-client'
 * @import { ConnectionStatus, Failure, JoinedRoom, Page, Update } from './types.js'
 */

/** The public API; herald.d.ts documents it. @implements {Omit<Api_, 'push'>} */
export class Herald {
  /** @type {Status} */
  status = { state: 'connecting', leader: false, caughtUp: 0, queued: 0 };
  #options;
  #api;
  #tabs;
  #commands;
  #received;
  /** @type {Map<string, Set<(what: any) => void>>} */
  #listeners = new Map();
  /** @type {Map<string, JoinedRoom>} */
  #rooms = new Map();
  /** @type {string[] | undefined} */
  #memberRooms;
  /** @type {Badge} */
  #badge = { unread: 0 };
  /** @type {Map<string | undefined, object>} */
  #presenceStates = new Map();
  /** @type {Map<string, any>} */
  #typingSince = new Map();
  /** @type {number | false} */
  #reconnectedAt = 0;
  #clockSkew = 0;
  /** @type {any} */
  #pageListeners;

  /** @param {Options} [options] */
  constructor(options = {}) {
    this.#options = options;
    const url = String(new URL(options.url ?? '/', /** @type {any} */ (globalThis.location))).replace(/\/$/, '');
    const { cursor, last, rooms = [] } = options.resume ? stored('sessionStorage', url) : {};
    this.#api = new Api(url, options.token);
    this.#received = new Deduplicator(last);
    const page = this.#callbacks();
    this.#tabs = new Tabs(this.#api, cursor, page);
    this.#commands = new CommandQueue(page, this.#tabs);
    this.inbox = createInbox(this.request, () => this.#badge, (badge) => this.#updateBadge(badge));
    this.presence = createPresence(this.#api, (event, f) => this.on(event, f), (state, room) => {
      this.#presenceStates.set(room, state);
      return this.#sendNow('presence.update', { state, room });
    });
    for (const room of options.rooms ?? []) {
      if (cursor && rooms.includes(room)) this.#rooms.set(room, { pendingJoins: 0, buffer: [], live: true });
      else this.join(room).catch(() => {});
    }
    this.push = /** @type {Record<string, (options?: unknown) => Promise<any>>} */ ({});
    for (const name of ['state', 'subscribe', 'unsubscribe', 'start']) {
      this.push[name] = async (options) => (await import('./herald-push.js'))[name](this, HeraldError, (/** @type {object} */ state) => this.#emit('session.push', state), options);
    }
    this.#addPageListeners();
    this.#start();
  }

  get user() {
    return this.#api.user;
  }

  /** @template {keyof Events} E @param {E} event @param {(what: Events[E]) => void} f */
  on(event, f) {
    const all = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, all.add(f));
    return () => all.delete(f);
  }

  /** @param {string} room @param {Parameters<Api_['join']>[1]} [options] */
  async join(room, { where, cursor } = {}) {
    const joined = this.#rooms.get(room) ?? { pendingJoins: 0, buffer: [] };
    this.#rooms.set(room, joined);
    joined.where = where;
    joined.pendingJoins++;
    try {
      const users = await this.#tabs.execute('join', room, where);
      joined.live = true;
      if (cursor) await this.#readHistory(room, cursor);
      return users;
    } finally {
      // Delivers the events that arrived while older ones were being read.
      if (!--joined.pendingJoins) joined.buffer.splice(0).forEach((envelope) => this.#deliver(envelope, true));
      if (!joined.live && this.#rooms.get(room) === joined) this.#rooms.delete(room);
    }
  }

  /** @param {string} room @param {string} cursor */
  async #readHistory(room, cursor) {
    for (let after = /** @type {string | undefined} */ (cursor); after; ) {
      const page = await retry(() => this.history(room, { after, limit: 200 }), () => this.status.reason);
      if (!page) return;
      if (page.reset) this.#emit('reset', { channels: [`room:${room}`], cursor });
      page.events.forEach((/** @type {Envelope} */ envelope) => this.#deliver(envelope, true));
      after = page.next;
    }
  }

  /** @param {string} room */
  async leave(room) {
    this.#rooms.delete(room);
    this.#received.last.delete(`room:${room}`);
    await this.#tabs.execute('leave', room);
  }

  /** @param {string} room @param {unknown} content @param {object} [more] */
  send(room, content, more) {
    return this.#commands.add('message.send', { ...more, room, content });
  }

  /** @param {string} room @param {string} id @param {unknown} content */
  edit(room, id, content) {
    return this.#commands.add('message.edit', { room, id, content });
  }

  /** @param {string} room @param {string} id */
  delete(room, id) {
    return this.#commands.add('message.delete', { room, id });
  }

  /** @param {string} room @param {string} event @param {unknown} data @param {Parameters<Api_['emit']>[3]} [options] */
  emit(room, event, data, options) {
    const command = { ...options, room, event, data };
    return options?.ephemeral ? this.#sendNow('event.send', command) : this.#commands.add('event.send', command);
  }

  /** @param {string} room */
  typing(room, is = true) {
    const since = this.#typingSince.get(room) ?? 0;
    if (is ? Date.now() - since < 3 * SECOND : !since) return;
    this.#typingSince.set(room, is && Date.now());
    this.#sendNow(is ? 'typing.start' : 'typing.stop', { room }).catch(() => {});
  }

  /** @param {string} room */
  history(room, page = {}) {
    return this.request('GET', `channels/room:${encode(room)}/events${query(page)}`);
  }

  /** @type {Api_['request']} */
  request = (...call) => this.#api.request(.../** @type {[string, string]} */ (call));

  connect() {
    if (this.#pageListeners.signal.aborted) this.#addPageListeners();
    if (this.#tabs.running) this.#tabs.notifyLeader('reconnect');
    else this.#start();
  }

  close() {
    this.#tabs.stop(true);
    this.#pageListeners.abort();
    this.#onClosed('client');
  }

  #start() {
    this.#updateStatus({ state: 'connecting', reason: undefined });
    this.#tabs.start().catch(({ code }) => this.#onClosed(code));
  }

  /** Returns the callbacks of this page for the other modules. @returns {Page} */
  #callbacks() {
    return {
      options: this.#options,
      getStatus: () => this.status,
      getRooms: () => [...this.#rooms].map(([room, { where, live }]) => [room, where, live]),
      getState: () => ({ rooms: this.#memberRooms, badge: this.#badge }),
      initialize: ({ rooms, badge, status }, reconnectedAt) => {
        this.#memberRooms = rooms;
        this.#setReconnect(reconnectedAt);
        this.#updateBadge(badge);
        this.#onStatus(status);
      },
      receive: (update) => this.#receive(update),
      show: (frame) => this.#emit('session.frame', frame),
      setQueued: (queued) => this.#updateStatus({ queued }),
    };
  }

  /** Fails at once without a connection: the command has no meaning later. */
  async #sendNow(/** @type {string} */ event, /** @type {object} */ data) {
    if (this.status.state !== 'online') throw connectionLost({ code: 'unavailable' });
    return this.#tabs.execute('command', event, data, uuid());
  }

  /** Tells the connection whether a person sees this page. */
  #reportVisible() {
    this.#tabs.execute('setVisible', globalThis.document?.hidden === false).catch(() => {});
    this.#loadPush();
  }

  /** Loads the module of Web Push once the user has allowed notifications. Any tab may have asked them. @param {boolean} [isChanged] */
  #loadPush(isChanged) {
    if (globalThis.Notification?.permission === 'granted') this.push['start'](isChanged).catch(() => {});
  }

  #receive(/** @type {Update} */ { event, data, named, reconnectedAt }) {
    if (!event) return this.#deliver(data);
    if (event === 'session.status') return this.#onStatus(data);
    if (event === 'inbox.badge') return this.#updateBadge(data);
    if (event === 'ready') {
      const { rooms } = data;
      // The user is a member of each room that is not in the query, and possibly of rooms in it.
      this.#memberRooms = rooms?.filter((/** @type {string} */ room) => !named?.includes(room) || (this.#memberRooms ?? rooms).includes(room));
      data.rooms = this.#memberRooms ?? [];
      this.#setReconnect(reconnectedAt);
      this.#presenceStates.forEach((state, room) => this.#sendNow('presence.update', { state, room }).catch(() => {}));
    }
    // A log that has lost events may assign lower ids. From then on only the set of ids shows which events were received.
    if (event === 'reset' && data.reason !== 'expired') this.#received.last.clear();
    if (event === 'error') {
      if (!this.#rooms.delete(data.room)) return;
      data = revive(data);
    }
    this.#emit(event, data);
  }

  /** @param {Envelope} envelope @param {boolean} [isReleased] whether it has waited for older ones */
  #deliver(envelope, isReleased) {
    const { channel, event, id, data } = envelope;
    const room = channel.startsWith('room:') && channel.slice(5);
    const joined = this.#rooms.get(/** @type {string} */ (room));
    if (event === 'room.added') this.#memberRooms?.push(data.room);
    if (room && !joined && this.#memberRooms && !this.#memberRooms.includes(room)) return;
    if (joined?.pendingJoins && !isReleased) return joined.buffer.push(envelope);
    if (id && !this.#received.isNew(channel, id)) return;
    if (joined?.where && !Object.entries(joined.where).every(([field, values]) => [values].flat().includes(data?.[field]))) return;
    if (id) this.#recordTime(Date.parse(envelope.time));
    if (event === 'inbox.changed') this.#updateBadge(data);
    if (event === 'notification') this.#updateBadge({ unread: this.#badge.unread + 1 });
    this.#emit(event, envelope);
    this.#emit('*', envelope);
  }

  /** Events older than the connection count as caught up. The times of received events show the clock of the service. */
  #setReconnect(/** @type {any} */ reconnectedAt) {
    this.#reconnectedAt = reconnectedAt + this.#clockSkew;
    if (reconnectedAt) this.#updateStatus({ caughtUp: 0 });
  }

  #recordTime(/** @type {number} */ time) {
    if (time < /** @type {number} */ (this.#reconnectedAt)) this.#updateStatus({ caughtUp: this.status.caughtUp + 1 });
    this.#clockSkew = Math.max(this.#clockSkew || -Infinity, time - Date.now());
  }

  #updateBadge(/** @type {Badge} */ { unread, version = this.#badge.version }) {
    if (/** @type {number} */ (version) < /** @type {number} */ (this.#badge.version)) return;
    const isChanged = unread !== this.#badge.unread;
    this.#badge = { unread, version };
    if (isChanged) this.#emit('inbox.badge', this.#badge);
  }

  #onStatus(/** @type {ConnectionStatus} */ { reason, ...status }) {
    if (reason) return this.#onClosed(reason);
    this.#updateStatus({ retryAt: undefined, reason, ...status, leader: Boolean(this.#tabs.connection) });
    this.#commands.flush();
    this.#reportVisible();
  }

  #onClosed(/** @type {NonNullable<Status['reason']>} */ reason) {
    // The user of another tab may still be signed in.
    if (reason === 'unauthorized') this.#tabs.stop();
    this.#updateStatus({ state: 'closed', retryAt: undefined, reason, queued: 0 });
    const error = new HeraldError('closed', reason);
    this.#commands.failAll(error);
    this.#tabs.failAll(error);
  }

  #updateStatus(/** @type {Partial<Status>} */ more) {
    const next = { ...this.status, ...more };
    if (JSON.stringify(next) === JSON.stringify(this.status)) return;
    this.status = next;
    this.#emit('session.status', next);
  }

  #emit(/** @type {string} */ event, /** @type {unknown} */ data) {
    this.#listeners.get(event)?.forEach((f) => {
      try {
        f(data);
      } catch (error) {
        reportError(error);
      }
    });
  }

  /** A page in the back/forward cache must hold no connection and no lock. It resumes when it is shown again. */
  #addPageListeners() {
    const { signal } = (this.#pageListeners = new AbortController());
    const listen = (/** @type {any} */ target, /** @type {string} */ type, /** @type {(event: any) => void} */ f) => target?.addEventListener?.(type, (/** @type {Event} */ event) => this.status.reason || f(event), { signal });
    const tabs = this.#tabs;
    listen(globalThis, 'pagehide', () => {
      if (this.#options.resume) {
        stored('sessionStorage', this.#api.url, { cursor: tabs.cursor, last: [...this.#received.last], rooms: [...this.#rooms.keys()] });
      }
      tabs.stop();
    });
    listen(globalThis, 'pageshow', ({ persisted }) => persisted && this.#start());
    listen(globalThis, 'online', () => tabs.notifyLeader('wake'));
    listen(globalThis, 'offline', () => tabs.connection?.disconnect());
    // Another tab has subscribed this browser, or unsubscribed it.
    listen(globalThis, 'storage', ({ key }) => key === 'herald.push' && this.#loadPush(true));
    listen(globalThis.document, 'visibilitychange', () => {
      this.#reportVisible();
      if (!document.hidden) tabs.notifyLeader('wake');
    });
  }
}

import { Api } from './api.js';
import { HeraldError, patiently, path, query, SECOND, stored, uuid } from './basics.js';
import { inboxOf } from './inbox.js';
import { Outbox } from './outbox.js';
import { presenceOf } from './presence.js';
import { Seen } from './seen.js';
import { Tabs } from './tabs.js';

export { HeraldError };

/** The public API; herald.d.ts documents it. */
export class Herald {
  status = { state: 'connecting', leader: false, caughtUp: 0, queued: 0 };
  #options;
  #api;
  #tabs;
  #outbox;
  #seen;
  #listeners = new Map();
  #rooms = new Map();
  #own;
  #badge = { unread: 0 };
  #states = new Map();
  #typed = new Map();
  #backAt = 0;
  #skew = 0;
  #hooks;

  constructor(options = {}) {
    this.#options = options;
    const url = new URL(options.url ?? '/', globalThis.location?.href).href.replace(/\/$/, '');
    const { cursor, last, rooms = [] } = options.resume ? stored('sessionStorage', url) : {};
    this.#api = new Api(url, options.token);
    this.#seen = new Seen(last);
    const page = this.#asPage();
    this.#tabs = new Tabs(this.#api, cursor, page);
    this.#outbox = new Outbox(page, (...what) => this.#tabs.ask(...what));
    this.inbox = inboxOf(this.request, () => this.#badge, (badge) => this.#count(badge));
    this.presence = presenceOf(this, (state, room) => {
      this.#states.set(room, state);
      return this.#now('presence.update', { state, room });
    });
    for (const room of options.rooms ?? []) {
      if (cursor && rooms.includes(room)) this.#rooms.set(room, { joins: 0, live: true });
      else this.join(room).catch(() => {});
    }
    this.#listen();
    this.#start();
  }

  get user() {
    return this.#api.user;
  }

  on(event, f) {
    const all = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, all.add(f));
    return () => all.delete(f);
  }

  async join(room, { where, cursor } = {}) {
    const wanted = this.#rooms.get(room) ?? { joins: 0 };
    this.#rooms.set(room, Object.assign(wanted, { where, held: wanted.held ?? [] }));
    wanted.joins++;
    try {
      const users = await this.#tabs.ask('join', room, where);
      wanted.live = true;
      if (cursor) await this.#lookBack(room, cursor);
      return users;
    } finally {
      // Events that arrived while older ones were still being read.
      if (!--wanted.joins) wanted.held.splice(0).forEach((envelope) => this.#deliver(envelope, true));
      if (!wanted.live && this.#rooms.get(room) === wanted) this.#rooms.delete(room);
    }
  }

  async #lookBack(room, cursor) {
    for (let after = cursor; after; ) {
      const page = await patiently(() => this.history(room, { after, limit: 200 }), () => this.status.reason);
      if (!page) return;
      if (page.reset) this.#emit('reset', { channels: [`room:${room}`], cursor });
      page.events.forEach((envelope) => this.#deliver(envelope, true));
      after = page.next;
    }
  }

  async leave(room) {
    this.#rooms.delete(room);
    this.#seen.last.delete(`room:${room}`);
    await this.#tabs.ask('leave', room);
  }

  send(room, content, more) {
    return this.#outbox.add('message.send', { ...more, room, content });
  }

  edit(room, id, content) {
    return this.#outbox.add('message.edit', { room, id, content });
  }

  delete(room, id) {
    return this.#outbox.add('message.delete', { room, id });
  }

  emit(room, event, data, options) {
    const whole = { ...options, room, event, data };
    return options?.ephemeral ? this.#now('event.send', whole) : this.#outbox.add('event.send', whole);
  }

  typing(room, is = true) {
    const since = this.#typed.get(room) ?? 0;
    if (is ? Date.now() - since < 3 * SECOND : !since) return;
    this.#typed.set(room, is && Date.now());
    this.#now(is ? 'typing.start' : 'typing.stop', { room }).catch(() => {});
  }

  history(room, page = {}) {
    return this.request('GET', `channels/room:${path(room)}/events${query(page)}`);
  }

  request = (...what) => this.#api.request(...what);

  connect() {
    if (this.#hooks.signal.aborted) this.#listen();
    if (this.#tabs.isRunning) this.#tabs.reconnect();
    else this.#start();
  }

  close() {
    this.#tabs.stop(true);
    this.#hooks.abort();
    this.#closed('client');
  }

  #start() {
    this.#change({ state: 'connecting', reason: undefined });
    this.#tabs.start().catch(({ code }) => this.#closed(code));
  }

  /** The callbacks of this page for the other modules. */
  #asPage() {
    return {
      options: this.#options,
      status: () => this.status,
      rooms: () => [...this.#rooms].map(([room, { where, live }]) => [room, where, live]),
      facts: () => ({ own: this.#own, badge: this.#badge }),
      greet: ({ own, badge, status }, isBack) => {
        this.#own = own;
        this.#late(isBack);
        this.#count(badge);
        this.#stated(status);
      },
      hear: (news) => this.#hear(news),
      show: (frame) => this.#emit('session.frame', frame),
      queued: (queued) => this.#change({ queued }),
    };
  }

  /** Fails at once without a connection: the command is only meaningful now. */
  async #now(event, data) {
    if (this.status.state !== 'online') throw new HeraldError('unavailable', 'Not connected.');
    return this.#tabs.ask('command', event, data, uuid());
  }

  #hear({ event, data }) {
    if (!event) return this.#deliver(data);
    if (event === 'session.status') return this.#stated(data);
    if (event === 'inbox.badge') return this.#count({ unread: data.unread });
    if (event === 'ready') {
      const { rooms, named } = data;
      // The user is a member of each room that the query did not name, and possibly of rooms that it did name.
      this.#own = rooms?.filter((room) => !named.includes(room) || (this.#own ?? rooms).includes(room));
      data.rooms = this.#own ?? [];
      this.#late(data.again);
      this.#states.forEach((state, room) => this.#now('presence.update', { state, room }).catch(() => {}));
    }
    // A log that has lost events may assign lower ids: from then on only the ids themselves show what was received.
    if (event === 'reset' && data.reason !== 'expired') this.#seen.last.clear();
    if (event === 'error') {
      if (!this.#rooms.delete(data.room)) return;
      data = new HeraldError(data.code, data.message, data);
    }
    this.#emit(event, data);
  }

  #deliver(envelope, isDue) {
    const { channel, event, id, data } = envelope;
    const room = channel.startsWith('room:') && channel.slice(5);
    const wanted = this.#rooms.get(room);
    if (event === 'room.added') this.#own?.push(data.room);
    if (room && !wanted && this.#own && !this.#own.includes(room)) return;
    if (wanted?.joins && !isDue) return wanted.held.push(envelope);
    if (id && !this.#seen.isNew(channel, id)) return;
    if (wanted?.where && !Object.entries(wanted.where).every(([field, values]) => [values].flat().includes(data?.[field]))) return;
    if (id) this.#date(Date.parse(envelope.time));
    if (event === 'inbox.changed') this.#count(data);
    if (event === 'notification') this.#count({ unread: this.#badge.unread + 1 });
    this.#emit(event, envelope);
    this.#emit('*', envelope);
  }

  /** Events older than the connection were missed before it. The received events show the clock of the service. */
  #late(isBack) {
    if (isBack) this.#change({ caughtUp: 0 });
    this.#backAt = isBack && Date.now() + this.#skew;
  }

  #date(time) {
    if (time < this.#backAt) this.#change({ caughtUp: this.status.caughtUp + 1 });
    this.#skew = Math.max(this.#skew || -Infinity, time - Date.now());
  }

  #count({ unread, version = this.#badge.version }) {
    if (version < this.#badge.version) return;
    const isNews = unread !== this.#badge.unread;
    this.#badge = { unread, version };
    if (isNews) this.#emit('inbox.badge', this.#badge);
  }

  #stated({ state, retryAt, transport = this.status.transport, reason }) {
    if (reason) return this.#closed(reason);
    const isBack = state === 'online' && this.status.state !== state;
    this.#change({ state, retryAt, transport, reason, leader: this.#tabs.isLeader });
    if (isBack) this.#outbox.pump();
  }

  #closed(reason) {
    // The user of another tab may still be signed in.
    if (reason === 'unauthorized') this.#tabs.stop();
    this.#change({ state: 'closed', retryAt: undefined, reason, queued: 0 });
    const failure = new HeraldError('closed', reason);
    this.#outbox.refuse(failure);
    this.#tabs.refuse(failure);
  }

  #change(more) {
    const next = { ...this.status, ...more };
    if (Object.keys(next).every((key) => next[key] === this.status[key])) return;
    this.status = next;
    this.#emit('session.status', next);
  }

  #emit(event, what) {
    this.#listeners.get(event)?.forEach((f) => {
      try {
        f(what);
      } catch (failure) {
        reportError(failure);
      }
    });
  }

  /** A page in the back/forward cache must hold no connection and no lock. It resumes when it is shown again. */
  #listen() {
    const { signal } = (this.#hooks = new AbortController());
    const hook = (target, event, f) => target?.addEventListener?.(event, (what) => this.status.reason || f(what), { signal });
    const tabs = this.#tabs;
    hook(globalThis, 'pagehide', () => {
      const place = { cursor: tabs.cursor, last: [...this.#seen.last], rooms: [...this.#rooms.keys()] };
      if (this.#options.resume) stored('sessionStorage', this.#api.url, place);
      tabs.stop();
    });
    hook(globalThis, 'pageshow', ({ persisted }) => persisted && this.#start());
    hook(globalThis, 'online', () => tabs.wake());
    hook(globalThis, 'offline', () => tabs.cut());
    hook(globalThis.document, 'visibilitychange', () => document.hidden || tabs.wake());
  }
}

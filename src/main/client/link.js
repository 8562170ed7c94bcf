import { backoff, duration, HeraldError, isFinal, isTemporary, lost, MINUTE, path, query, SECOND, sleep, stored } from './basics.js';
import { TRANSPORTS } from './transports.js';

const CONNECT = 10 * SECOND;
const PROBE = 10 * MINUTE;
// Proxies accept 8 KiB for the whole request line.
const ROOMS_LENGTH = 6_000;

/** The REST calls that replace commands without a socket. */
const REST = {
  'message.send': ({ room, ...message }) => ['POST', `rooms/${path(room)}/messages`, message],
  'message.edit': ({ room, id, content }) => ['PUT', `rooms/${path(room)}/messages/${path(id)}`, { content }],
  'message.delete': ({ room, id }) => ['DELETE', `rooms/${path(room)}/messages/${path(id)}`],
  'event.send': ({ room, ...event }) => ['POST', `channels/room:${path(room)}/events`, event],
};

/** The connection: its transport, its reconnects and its position. Only the leader has one. */
export class Link {
  status = { state: 'connecting' };
  rooms = new Map();
  #publish;
  #names;
  #at = 0;
  #worked;
  #until;
  #attempt = new AbortController();
  #wake;
  #command;
  #openedAt = 0;
  #heardAt;
  #silence;
  #replaying = 0;
  #latest;
  #counting;
  #named = [];

  constructor(api, cursor, publish, show, names) {
    Object.assign(this, { api, cursor, show: (direction, frame) => show({ direction, transport: this.#names[this.#at], frame, at: Date.now() }) });
    this.#publish = (event, data) => publish({ event, data });
    this.#names = names ?? Object.keys(TRANSPORTS);
    const { name, until } = stored('localStorage', 'herald');
    this.#worked = name;
    if (until > Date.now()) this.#at = Math.max(0, this.#names.indexOf(name));
    this.#until = until;
  }

  /** Runs until it is closed, or until the service refuses further connections. */
  async run() {
    const look = setInterval(() => this.#look(), SECOND);
    let tries = 0;
    let failures = 0;
    let wait = 1;
    for (;;) {
      let failure = await this.#connect(wait);
      const { openedFor } = failure;
      if (openedFor) failures = 0;
      if (openedFor > 5 * SECOND) tries = 0;
      if (!openedFor && !failure.again && !failure.now && !failure.fatal) {
        // A page cannot see why a handshake was refused. A call for the same rooms shows the reason; if it succeeds, the transport is at fault.
        const heard = await this.api.fetch('GET', `poll${query({ wait: '0s' }, this.#named)}`).catch((why) => why);
        if (!heard.ok) failure = heard;
        // A transport that worked before gets a second attempt.
        else if (++failures > (this.#worked === this.#names[this.#at])) {
          failures = 0;
          this.#at = (this.#at + 1) % this.#names.length;
          if (this.#at) continue;
        }
      }
      const { again = 0, now } = failure;
      const fatal = this.#attempt.signal.reason?.fatal || failure.fatal || this.#endFor(failure);
      if (fatal) {
        clearInterval(look);
        return this.#tell({ state: 'closed', reason: fatal });
      }
      wait = now && !tries++ ? 0 : Math.max(again, backoff(tries++));
      if (!wait) continue;
      this.#tell({ state: navigator.onLine === false ? 'offline' : 'reconnecting', retryAt: Math.ceil(Date.now() + wait) });
      await Promise.race([sleep(wait), new Promise((go) => (this.#wake = go))]);
    }
  }

  async #connect(waited) {
    if (this.#attempt.signal.reason?.fatal) return {};
    const { signal } = (this.#attempt = new AbortController());
    const late = setTimeout(() => this.#openedAt || this.cut(), CONNECT);
    // Do not report a reconnect that succeeds at once.
    const tell = setTimeout(() => this.#openedAt || this.#tell({ state: this.cursor ? 'reconnecting' : 'connecting' }), waited ? 0 : SECOND);
    const failure = await TRANSPORTS[this.#names[this.#at]](this, signal).catch((why) => why);
    [late, tell].forEach(clearTimeout);
    failure.openedFor = this.#openedAt && Date.now() - this.#openedAt;
    this.#command = this.#openedAt = this.#replaying = 0;
    return failure;
  }

  /** The refusal may concern one room, so the next attempt checks each room by itself. */
  #endFor(failure) {
    if (failure.code === 'forbidden' && this.rooms.size) this.rooms.forEach((room) => (room.users = null));
    else if (isFinal(failure)) return failure.code;
  }

  cut(more) {
    this.#attempt.abort(lost('cut', more));
    if (more?.fatal) this.wake();
  }

  /** Rewinds to the position of a tab that is behind; the other tabs skip what they have received. */
  rewind(cursor) {
    this.cursor = this.#latest = cursor;
    this.cut({ now: true });
  }

  wake() {
    this.#wake?.();
    if (this.#openedAt && Date.now() - this.#heardAt > this.#silence / 2) this.cut({ now: true });
  }

  #look() {
    const now = Date.now();
    if (!this.#openedAt) return;
    if (now - this.#heardAt > this.#silence) this.cut();
    else if (now > this.api.renewAt) this.#renew();
    else if (this.#at && now > this.#until) {
      this.#at = 0;
      this.cut({ now: true });
    }
  }

  /** Renews the token: a socket refreshes it in place, a stream is reopened, the next poll sends it. */
  async #renew() {
    this.api.renewAt = 0;
    const token = await this.api.token().catch(({ code }) => code === 'unauthorized' && this.cut({ fatal: code }));
    if (!token) this.api.renewAt = Date.now() + 5 * SECOND;
    else if (this.#command) this.#command('session.refresh', { token }).catch(() => this.cut({ now: true }));
    else if (this.#names[this.#at] === 'sse') this.cut({ now: true });
  }

  async open(to, fields, signal) {
    return this.api.fetch('GET', to + query(fields, await this.name()), { signal });
  }

  /**
   * Returns the rooms that the next connection follows from its start. The service refuses all of them for one that is
   * forbidden, so a room that may be is asked for first. A socket joins new rooms by command, and those beyond the length of
   * an address.
   */
  async name(isSocket) {
    let length = 0;
    this.#named = [];
    for (const [name, room] of this.rooms) {
      if (isSocket && (!room.live || (length += path(name).length + 6) > ROOMS_LENGTH)) continue;
      room.users ||= await this.presence(name).catch((failure) => {
        if (isTemporary(failure)) throw failure;
        this.#refuse(name, failure);
      });
      if (room.users) this.#named.push(name);
    }
    return this.#named;
  }

  receive(frame, command) {
    const { event, cursor, data, channel } = frame;
    this.#heardAt = Date.now();
    this.show('in', frame);
    if (cursor) this.#move(cursor);
    if (channel) {
      if (event.startsWith('notification')) this.#count(channel.startsWith('user:') ? SECOND : 10 * SECOND * Math.random());
      else if (event === 'inbox.changed' && this.#counting) this.#count(SECOND);
      this.#publish('', frame);
    } else if (event === 'ready') {
      this.#ready(data, command);
    } else if (event === 'reset') {
      // Do not store its cursor: if the connection is lost during the replay, the next one must get the reset again.
      this.#publish(event, data);
      this.#count(0);
    } else if (event === 'hb') {
      this.#publish(event);
    }
  }

  /** Does not advance while a room is replayed by itself: its events carry the cursor of the connection. */
  #move(cursor) {
    this.#latest = cursor;
    if (!this.#replaying) this.cursor = cursor;
  }

  #ready(data, command) {
    const again = Boolean(this.cursor);
    const name = this.#names[this.#at];
    this.#openedAt = Date.now();
    this.#command = command;
    this.#tell({ state: 'online', transport: name });
    this.#silence = 2.5 * (duration(data.heartbeat) || 30 * SECOND);
    this.#worked = name;
    if (!(this.#until > Date.now())) this.#until = Date.now() + PROBE;
    stored('localStorage', 'herald', { name, until: this.#at && this.#until });
    this.#move(data.cursor);
    this.rooms.forEach((room, one) => {
      const isIn = (command ? data.rooms : this.#named).includes(one);
      // The query has no filters, and only the answer to a join contains the presence.
      if (command && (!isIn || room.where || room.waiting[0])) this.#follow(one, !isIn && room.live && data.cursor);
      else if (isIn) this.#joined(one, room, room.users);
      // It was joined after the query was made.
      else this.cut({ now: true });
    });
    this.#publish('ready', { ...data, again, named: this.#named });
    this.#count(0);
  }

  /** A room that cannot be joined at the moment is tried again with the next connection. */
  async #follow(name, cursor) {
    const room = this.rooms.get(name);
    const command = this.#command;
    if (cursor) this.#replaying++;
    try {
      const users = await command('room.join', { room: name, where: room.where, cursor: cursor || undefined });
      this.#joined(name, room, users);
    } catch (failure) {
      if (failure.code === 'lost') return;
      if (isTemporary(failure)) return this.cut({ again: SECOND });
      // Left and joined again, it has a command of its own.
      if (this.rooms.get(name) === room) this.#refuse(name, failure);
    }
    if (cursor && command === this.#command && !--this.#replaying) this.#move(this.#latest);
  }

  /** Read the presence only from here on: before, it does not contain this connection. */
  #joined(name, room, users) {
    Object.assign(room, { users, live: true });
    room.waiting.splice(0).forEach(({ resolve }) => resolve(users));
    this.#publish('session.joined', { room: name, channel: `room:${name}` });
  }

  #refuse(name, { code, message }) {
    const { waiting } = this.rooms.get(name) ?? { waiting: [] };
    this.rooms.delete(name);
    waiting.forEach(({ reject }) => reject(new HeraldError(code, message)));
    this.#publish('error', { code, message, room: name });
  }

  presence(room) {
    return this.api.request('GET', `rooms/${path(room)}/presence`);
  }

  /** Adopts the rooms that a tab follows, also under the leader before. Returns whether the link must rewind for them. */
  adopt(tab, rooms) {
    let isLate = false;
    for (const [name, where, live] of rooms) {
      isLate ||= live && this.#openedAt && !this.rooms.has(name);
      this.#want(tab, name, where, live);
    }
    return isLate;
  }

  /** Each tab filters for itself. The service filters if all tabs have the same filter. */
  #want(tab, name, where, live) {
    const room = this.rooms.get(name) ?? { tabs: new Set(), where, live, users: live, waiting: [] };
    const isSame = JSON.stringify(room.where) === JSON.stringify(where);
    if (!isSame) room.where = room.tabs.size === 1 && room.tabs.has(tab) ? where : undefined;
    room.tabs.add(tab);
    this.rooms.set(name, room);
    return isSame;
  }

  async join(tab, name, where) {
    const isSame = this.#want(tab, name, where);
    const room = this.rooms.get(name);
    if (isSame && room.live) return this.presence(name);
    room.users = null;
    return new Promise((resolve, reject) => {
      // The answer to a join in flight is that of all who wait.
      if (room.waiting.push({ resolve, reject }) > 1 && isSame) return;
      if (this.#command) this.#follow(name);
      else if (this.#openedAt) this.cut({ now: true });
    });
  }

  async leave(tab, name) {
    const room = this.rooms.get(name);
    if (!room?.tabs.delete(tab) || room.tabs.size) return;
    this.rooms.delete(name);
    room.waiting.forEach(({ reject }) => reject(new HeraldError('closed')));
    if (this.#command) await this.#command('room.leave', { room: name }).catch(() => {});
    // A connection in progress would follow it, too.
    else if (this.#named.includes(name)) this.cut({ now: true });
  }

  forget(tab) {
    this.rooms.forEach((_, name) => this.leave(tab, name));
  }

  /** Sends a command over the socket or as the equivalent REST call. Its id makes the service execute it once. */
  async command(tab, event, data, id) {
    if (!this.#openedAt) throw lost('Not connected.');
    if (this.#command) return this.#command(event, data, id);
    if (!REST[event]) throw new HeraldError('unsupported', `${event} needs a WebSocket.`);
    const [method, to, body] = REST[event](data);
    return this.api.request(method, to, body, { 'Idempotency-Key': id });
  }

  /** Reads the unread count, with a delay: an event to everyone must not make all clients read at once. */
  #count(after) {
    clearTimeout(this.#counting);
    this.#counting = setTimeout(async () => {
      try {
        this.#publish('inbox.badge', await this.api.request('GET', 'inbox/unread'));
        this.#counting = null;
      } catch {
        if (this.#openedAt) this.#count(5 * SECOND + backoff(3));
      }
    }, after);
  }

  #tell(status) {
    this.status = status;
    this.#publish('session.status', status);
  }
}

import { backoff, duration, HeraldError, isFinal, isTemporary, lost, MINUTE, path, query, SECOND, sleep, stored } from './basics.js';
import { TRANSPORTS } from './transports.js';

const CONNECT = 10 * SECOND;
const PROBE = 10 * MINUTE;
// Proxies take 8 KiB for the whole request line.
const ROOMS_LENGTH = 6_000;

/** Commands where there is no socket. */
const REST = {
  'message.send': ({ room, ...message }) => ['POST', `rooms/${path(room)}/messages`, message],
  'message.edit': ({ room, id, content }) => ['PUT', `rooms/${path(room)}/messages/${path(id)}`, { content }],
  'message.delete': ({ room, id }) => ['DELETE', `rooms/${path(room)}/messages/${path(id)}`],
  'event.send': ({ room, ...event }) => ['POST', `channels/room:${path(room)}/events`, event],
};

/** The one connection: by which transport, when again, from where. Only the leading tab has one. */
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

  /** Until it is closed, or the service wants no other. */
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
        // A page cannot see why a handshake was refused. A simple call for the same rooms tells, or it is the transport that fails.
        const heard = await this.api.fetch('GET', `poll${query({ wait: '0s' }, this.#named)}`).catch((why) => why);
        if (!heard.ok) failure = heard;
        // One that worked before gets a second chance.
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
    // One that follows at once on another is not worth telling, unless it takes its time.
    const tell = setTimeout(() => this.#openedAt || this.#tell({ state: this.cursor ? 'reconnecting' : 'connecting' }), waited ? 0 : SECOND);
    const failure = await TRANSPORTS[this.#names[this.#at]](this, signal).catch((why) => why);
    [late, tell].forEach(clearTimeout);
    failure.openedFor = this.#openedAt && Date.now() - this.#openedAt;
    this.#command = this.#openedAt = this.#replaying = 0;
    return failure;
  }

  /** The refusal may be that of one room, so the next attempt asks for each by itself. */
  #endFor(failure) {
    if (failure.code === 'forbidden' && this.rooms.size) this.rooms.forEach((room) => (room.users = null));
    else if (isFinal(failure)) return failure.code;
  }

  cut(more) {
    this.#attempt.abort(lost('cut', more));
    if (more?.fatal) this.wake();
  }

  /** Back to where a tab is that has not had all; the others know again what they have had. */
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

  /** A socket takes a fresh token, a stream begins anew with it, a poll shows it the next time. */
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
      // Its cursor is not taken: cut within what is still held, the next connection has to be told again.
      this.#publish(event, data);
      this.#count(0);
    } else if (event === 'hb') {
      this.#publish(event);
    }
  }

  /** Does not move while a room is replayed by itself: its events carry the cursor of the connection. */
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
      const isIn = !command || data.rooms.includes(one);
      // The query has no filters, and the answer to a join says who is there.
      if (command && (!isIn || room.where || room.waiting[0])) this.#follow(one, !isIn && room.live && data.cursor);
      else this.#joined(one, room, room.users);
    });
    this.#publish('ready', { ...data, again, named: this.#named });
    this.#count(0);
  }

  /** What cannot be joined for the moment is tried again with the next connection. */
  async #follow(name, cursor = undefined) {
    const room = this.rooms.get(name);
    const command = this.#command;
    if (cursor) this.#replaying++;
    try {
      const users = await command('room.join', { room: name, where: room.where, ...(cursor && { cursor }) });
      this.#joined(name, room, users);
    } catch (failure) {
      if (failure.code === 'lost') return;
      if (isTemporary(failure)) return this.cut({ again: SECOND });
      this.#refuse(name, failure);
    }
    if (cursor && command === this.#command && !--this.#replaying) this.#move(this.#latest);
  }

  /** Who is there is to be asked from here on only: before, this connection itself is not yet among them. */
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

  /** What a tab follows already, or followed under the leader before; says whether that has to be gone back for. */
  adopt(tab, rooms) {
    let isLate = false;
    for (const [name, where, live] of rooms) {
      isLate ||= live && this.#openedAt && !this.rooms.has(name);
      this.#want(tab, name, where, live);
    }
    return isLate;
  }

  /** Each tab filters for itself; the service filters where all want the same. */
  #want(tab, name, where, live) {
    const room = this.rooms.get(name) ?? { tabs: new Set(), where, live, users: live, waiting: [] };
    const isSame = JSON.stringify(room.where) === JSON.stringify(where);
    if (!isSame) room.where = room.tabs.size === 1 && room.tabs.has(tab) ? where : undefined;
    room.tabs.add(tab);
    this.rooms.set(name, room);
    return room.live && isSame;
  }

  async join(tab, name, where) {
    if (this.#want(tab, name, where)) return this.presence(name);
    const room = this.rooms.get(name);
    room.users = null;
    const joined = new Promise((resolve, reject) => room.waiting.push({ resolve, reject }));
    if (this.#command) this.#follow(name);
    else if (this.#openedAt) this.cut({ now: true });
    return joined;
  }

  async leave(tab, name) {
    const room = this.rooms.get(name);
    if (!room?.tabs.delete(tab) || room.tabs.size) return;
    this.rooms.delete(name);
    room.waiting.forEach(({ reject }) => reject(new HeraldError('closed', 'Left.')));
    if (this.#command) await this.#command('room.leave', { room: name }).catch(() => {});
    // A connection that is being made would follow it, too.
    else if (this.#named.includes(name)) this.cut({ now: true });
  }

  forget(tab) {
    this.rooms.forEach((_, name) => this.leave(tab, name));
  }

  /** Over the socket, or by the REST call that does the same: under its id it is done once, whichever has taken it. */
  async command(tab, event, data, id) {
    if (!this.#openedAt) throw lost('not connected');
    if (this.#command) return this.#command(event, data, id);
    if (!REST[event]) throw new HeraldError('unsupported', `${event} needs a WebSocket.`);
    const [method, to, body] = REST[event](data);
    return this.api.request(method, to, body, { 'Idempotency-Key': id });
  }

  /** How many are unread. What everybody is told at once must not make everybody ask at once. */
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

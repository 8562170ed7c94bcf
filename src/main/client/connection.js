import { backoff, connectionLost, duration, encode, HeraldError, isFinal, isTemporary, MINUTE, query, SECOND, sleep, stored } from './basics.js';
import { TRANSPORTS } from './transports.js';

const CONNECT_TIMEOUT = 10 * SECOND;
/** After this time with a fallback, the client tries the preferred transport again. */
const FALLBACK_TIME = 10 * MINUTE;
// Proxies accept 8 KiB for the whole request line.
const MAX_ROOMS_LENGTH = 6_000;

/** The REST calls that replace commands without a socket. */
const REST = {
  'message.send': ({ room, ...message }) => ['POST', `rooms/${encode(room)}/messages`, message],
  'message.edit': ({ room, id, content }) => ['PUT', `rooms/${encode(room)}/messages/${encode(id)}`, { content }],
  'message.delete': ({ room, id }) => ['DELETE', `rooms/${encode(room)}/messages/${encode(id)}`],
  'event.send': ({ room, ...event }) => ['POST', `channels/room:${encode(room)}/events`, event],
};

/** The connection to the service: its transport, its reconnects and its position. Only the leader has one. */
export class Connection {
  status = { state: 'connecting' };
  rooms = new Map();
  #publish;
  #transports;
  #current = 0;
  #lastWorking;
  #fallbackUntil;
  #attempt = new AbortController();
  #endWait;
  #command;
  #openedAt = 0;
  #lastFrameAt;
  #maxSilence;
  #replays = 0;
  #latestCursor;
  #badgeTimer;
  #queryRooms = [];
  #id;
  #visibleTabs = {};
  #isVisible;

  constructor(api, cursor, publish, show, transports) {
    Object.assign(this, { api, cursor, show: (direction, frame) => show({ direction, transport: this.#transport, frame, at: Date.now() }) });
    this.#publish = (event, data) => publish({ event, data });
    this.#transports = transports ?? Object.keys(TRANSPORTS);
    const { name, until } = stored('localStorage', 'herald');
    this.#lastWorking = name;
    if (until > Date.now()) this.#current = Math.max(0, this.#transports.indexOf(name));
    this.#fallbackUntil = until;
  }

  get #transport() {
    return this.#transports[this.#current];
  }

  /** Runs until it is closed, or until the service refuses further connections. */
  async run() {
    const watchdog = setInterval(() => this.#checkLiveness(), SECOND);
    let attempt = 0;
    let failures = 0;
    let wait = 1;
    for (;;) {
      let error = await this.#connect(wait);
      const { openedFor } = error;
      if (openedFor) failures = 0;
      if (openedFor > 5 * SECOND) attempt = 0;
      if (!openedFor && !error.retryAfter && !error.now && !error.fatal) {
        // A page cannot see why a handshake was refused. A call for the same rooms shows the reason; if it succeeds, the transport is at fault.
        const response = await this.api.fetch('GET', `poll${query({ wait: '0s' }, this.#queryRooms)}`).catch((error) => error);
        if (!response.ok) error = response;
        // A transport that worked before gets a second attempt.
        else if (++failures > (this.#lastWorking === this.#transport)) {
          failures = 0;
          this.#current = (this.#current + 1) % this.#transports.length;
          if (this.#current) continue;
        }
      }
      const { retryAfter = 0, now } = error;
      const fatal = this.#attempt.signal.reason?.fatal || error.fatal || this.#closeReason(error);
      if (fatal) {
        clearInterval(watchdog);
        return this.#report({ state: 'closed', reason: fatal });
      }
      wait = now && !attempt++ ? 0 : Math.max(retryAfter, backoff(attempt++));
      if (!wait) continue;
      this.#report({ state: navigator.onLine === false ? 'offline' : 'reconnecting', retryAt: Math.ceil(Date.now() + wait) });
      await Promise.race([sleep(wait), new Promise((resolve) => (this.#endWait = resolve))]);
    }
  }

  async #connect(waited) {
    if (this.#attempt.signal.reason?.fatal) return {};
    const { signal } = (this.#attempt = new AbortController());
    const timeout = setTimeout(() => this.#openedAt || this.disconnect(), CONNECT_TIMEOUT);
    // Do not report a reconnect that succeeds at once.
    const report = setTimeout(() => this.#openedAt || this.#report({ state: this.cursor ? 'reconnecting' : 'connecting' }), waited ? 0 : SECOND);
    const error = await TRANSPORTS[this.#transport](this, signal).catch((error) => error);
    [timeout, report].forEach(clearTimeout);
    error.openedFor = this.#openedAt && Date.now() - this.#openedAt;
    this.#command = this.#openedAt = this.#replays = this.#id = 0;
    return error;
  }

  /** Returns the reason to close the client, if the error is final. If it may concern one room, the next attempt checks each room by itself. */
  #closeReason(error) {
    if (error.code !== 'forbidden' || !this.rooms.size) return isFinal(error) && error.code;
    this.rooms.forEach((room) => (room.users = null));
  }

  disconnect(more) {
    this.#attempt.abort(connectionLost(more));
    if (more?.fatal) this.wake();
  }

  /** Resumes at the position of a tab that is behind; the other tabs skip what they have received. */
  rewind(cursor) {
    this.cursor = this.#latestCursor = cursor;
    this.disconnect({ now: true });
  }

  /** Ends a wait for the next attempt. Replaces a connection that has been silent for long. */
  wake() {
    this.#endWait?.();
    if (this.#openedAt && Date.now() - this.#lastFrameAt > this.#maxSilence / 2) this.disconnect({ now: true });
  }

  #checkLiveness() {
    const now = Date.now();
    if (!this.#openedAt) return;
    if (now - this.#lastFrameAt > this.#maxSilence) this.disconnect();
    else if (now > this.api.renewAt) this.#renew();
    else if (this.#current && now > this.#fallbackUntil) {
      this.#current = 0;
      this.disconnect({ now: true });
    }
  }

  /** Renews the token: a socket refreshes it in place, a stream is reopened, the next poll sends it. */
  async #renew() {
    this.api.renewAt = 0;
    const token = await this.api.token().catch(({ code }) => code === 'unauthorized' && this.disconnect({ fatal: code }));
    if (!token) this.api.renewAt = Date.now() + 5 * SECOND;
    else if (this.#command) this.#command('session.refresh', { token }).catch(() => this.disconnect({ now: true }));
    else if (this.#transport === 'sse') this.disconnect({ now: true });
  }

  async open(path, fields, signal) {
    return this.api.fetch('GET', path + query(fields, await this.queryRooms()), { signal });
  }

  /**
   * Returns the rooms that the next connection follows from its start. The service refuses all of them if one is forbidden,
   * so the client first checks each room that may be. A socket joins by command: new rooms, and those that do not fit into
   * the URL.
   */
  async queryRooms(isSocket) {
    let length = 0;
    this.#queryRooms = [];
    for (const [name, room] of this.rooms) {
      if (isSocket && (!room.live || (length += encode(name).length + 6) > MAX_ROOMS_LENGTH)) continue;
      room.users ||= await this.presence(name).catch((error) => {
        if (isTemporary(error)) throw error;
        this.#dropRoom(name, error);
      });
      if (room.users) this.#queryRooms.push(name);
    }
    return this.#queryRooms;
  }

  receive(frame, command) {
    const { event, cursor, data, channel } = frame;
    this.#lastFrameAt = Date.now();
    this.show('in', frame);
    if (cursor) this.#advance(cursor);
    if (channel) {
      if (event.startsWith('notification')) this.#refreshBadge(channel.startsWith('user:') ? SECOND : 10 * SECOND * Math.random());
      else if (event === 'inbox.changed' && this.#badgeTimer) this.#refreshBadge(SECOND);
      this.#publish('', frame);
    } else if (event === 'ready') {
      this.#onReady(data, command);
    } else if (event === 'reset') {
      // Do not store its cursor: if the connection is lost during the replay, the next one must get the reset again.
      this.#publish(event, data);
      this.#refreshBadge(0);
    } else if (event === 'hb') {
      this.#publish(event);
    }
  }

  /** Does not advance during the replay of a single room: its events carry the cursor of the connection. */
  #advance(cursor) {
    this.#latestCursor = cursor;
    if (!this.#replays) this.cursor = cursor;
  }

  #onReady(data, command) {
    const isReconnect = Boolean(this.cursor);
    const name = this.#transport;
    this.#openedAt = Date.now();
    this.#command = command;
    this.#id = data.connection;
    this.#isVisible = false;
    this.#report({ state: 'online', transport: name });
    this.#maxSilence = 2.5 * (duration(data.heartbeat) || 30 * SECOND);
    this.#lastWorking = name;
    if (!(this.#fallbackUntil > Date.now())) this.#fallbackUntil = Date.now() + FALLBACK_TIME;
    stored('localStorage', 'herald', { name, until: this.#current && this.#fallbackUntil });
    this.#advance(data.cursor);
    this.rooms.forEach((room, one) => {
      const isFollowed = (command ? data.rooms : this.#queryRooms).includes(one);
      // The query has no filters, and only the answer to a join contains the presence.
      if (command && (!isFollowed || room.where || room.pending[0])) this.#join(one, !isFollowed && room.live && data.cursor);
      else if (isFollowed) this.#onJoined(one, room, room.users);
      // It was joined after the query was made.
      else this.disconnect({ now: true });
    });
    this.#publish('ready', { ...data, isReconnect, named: this.#queryRooms });
    this.#refreshBadge(0);
  }

  /** Sends `room.join`. If that fails temporarily, the next connection repeats it. */
  async #join(name, cursor) {
    const room = this.rooms.get(name);
    const command = this.#command;
    if (cursor) this.#replays++;
    try {
      const users = await command('room.join', { room: name, where: room.where, cursor: cursor || undefined });
      this.#onJoined(name, room, users);
    } catch (error) {
      if (error.code === 'lost') return;
      if (isTemporary(error)) return this.disconnect({ retryAfter: SECOND });
      // A room that was left and joined again has a command of its own.
      if (this.rooms.get(name) === room) this.#dropRoom(name, error);
    }
    if (cursor && command === this.#command && !--this.#replays) this.#advance(this.#latestCursor);
  }

  /** Read the presence only from here on: before, it does not contain this connection. */
  #onJoined(name, room, users) {
    Object.assign(room, { users, live: true });
    room.pending.splice(0).forEach((one) => one.resolve(users));
    this.#publish('session.joined', { room: name, channel: `room:${name}` });
  }

  #dropRoom(name, { code, message }) {
    const { pending } = this.rooms.get(name) ?? { pending: [] };
    this.rooms.delete(name);
    pending.forEach((one) => one.reject(new HeraldError(code, message)));
    this.#publish('error', { code, message, room: name });
  }

  presence(room) {
    return this.api.request('GET', `rooms/${encode(room)}/presence`);
  }

  /** Adds the rooms that a tab follows, including those that it joined under an earlier leader. Returns whether to rewind for them. */
  addTab(tab, rooms) {
    let isLate = false;
    for (const [name, where, live] of rooms) {
      isLate ||= live && this.#openedAt && !this.rooms.has(name);
      this.#addRoom(tab, name, where, live);
    }
    return isLate;
  }

  /** Each tab filters for itself. The service filters if all tabs have the same filter. */
  #addRoom(tab, name, where, live) {
    const room = this.rooms.get(name) ?? { tabs: new Set(), where, live, users: live, pending: [] };
    const isSame = JSON.stringify(room.where) === JSON.stringify(where);
    if (!isSame) room.where = room.tabs.size === 1 && room.tabs.has(tab) ? where : undefined;
    room.tabs.add(tab);
    this.rooms.set(name, room);
    return isSame;
  }

  async join(tab, name, where) {
    const isSame = this.#addRoom(tab, name, where);
    const room = this.rooms.get(name);
    if (isSame && room.live) return this.presence(name);
    room.users = null;
    return new Promise((resolve, reject) => {
      // The answer to a join in flight resolves all pending joins of the room.
      if (room.pending.push({ resolve, reject }) > 1 && isSame) return;
      if (this.#command) this.#join(name);
      else if (this.#openedAt) this.disconnect({ now: true });
    });
  }

  async leave(tab, name) {
    const room = this.rooms.get(name);
    if (!room?.tabs.delete(tab) || room.tabs.size) return;
    this.rooms.delete(name);
    room.pending.forEach((one) => one.reject(new HeraldError('closed')));
    if (this.#command) await this.#command('room.leave', { room: name }).catch(() => {});
    // A connection in progress would follow it, too.
    else if (this.#queryRooms.includes(name)) this.disconnect({ now: true });
  }

  removeTab(tab) {
    this.rooms.forEach((_, name) => this.leave(tab, name));
    this.setVisible(tab);
  }

  /** Records whether a person sees a tab, and reports to the service whether they see any, if that has changed. */
  async setVisible(tab, isVisible) {
    this.#visibleTabs[tab] = isVisible;
    // A user who changes the tab hides one and shows another.
    await sleep(SECOND / 4);
    const visible = Object.values(this.#visibleTabs).includes(true);
    const data = { visible };
    // A poll has no id: the service does not count it as a connection.
    if (!this.#id || visible === this.#isVisible) return;
    this.#isVisible = visible;
    const report = this.#command ? this.#command('session.visible', data) : this.api.request('POST', `connections/${this.#id}/visibility`, data);
    report.catch(() => {});
  }

  /** Sends a command over the socket or as the equivalent REST call. Its id makes the service execute it once. */
  async command(tab, event, data, id) {
    if (!this.#openedAt) throw connectionLost();
    if (this.#command) return this.#command(event, data, id);
    if (!REST[event]) throw new HeraldError('unsupported', `${event} needs a WebSocket.`);
    const [method, path, body] = REST[event](data);
    return this.api.request(method, path, body, { 'Idempotency-Key': id });
  }

  /** Reads the unread count after a delay: an event to everyone must not make all clients read at once. */
  #refreshBadge(delay) {
    clearTimeout(this.#badgeTimer);
    this.#badgeTimer = setTimeout(async () => {
      try {
        this.#publish('inbox.badge', await this.api.request('GET', 'inbox/unread'));
        this.#badgeTimer = null;
      } catch {
        if (this.#openedAt) this.#refreshBadge(5 * SECOND + backoff(3));
      }
    }, delay);
  }

  #report(status) {
    this.status = status;
    this.#publish('session.status', status);
  }
}

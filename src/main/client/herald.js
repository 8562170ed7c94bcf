/*! The browser client of Herald, Apache-2.0. What it offers is told in herald.d.ts. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const CONNECT = 10 * SECOND;
const PROBE = 10 * MINUTE;
// The service remembers a command for ten minutes: beyond that, asking again could do it twice.
const REPEATABLE = 9 * MINUTE;

const path = encodeURIComponent;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const backoff = (tries) => Math.random() * Math.min(30 * SECOND, SECOND * 2 ** tries);
const uuid = () => crypto.randomUUID?.() ?? String(crypto.getRandomValues(new Uint32Array(4)));
const query = (fields) => '?' + new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined));

export class HeraldError extends Error {
  constructor(code, message = code, more) {
    super(message);
    Object.assign(this, { code, ...more });
  }
}

/** How a connection ended: `now` to come back at once, `again` after so many ms, `fatal` not to. */
const lost = (why, more) => new HeraldError('lost', why, more);
const isTemporary = ({ code }) => /^(network|unavailable|rate_limited)$/.test(code);

/** Private windows may have no storage, or one that throws. */
function stored(area, key, value) {
  try {
    if (value) globalThis[area].setItem(key, JSON.stringify(value));
    return JSON.parse(globalThis[area].getItem(key)) ?? {};
  } catch {
    return {};
  }
}

/** Ids grow within a channel; before a dot there may be the number of a partition. */
function isAbove(id, last) {
  const [[ms, n], [lastMs, lastN]] = [id, last].map((one) => one.split('.').pop().split('-').map(Number));
  return ms > lastMs || (ms === lastMs && n > lastN);
}

function claims(token) {
  try {
    const bytes = atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0))));
  } catch {
    return {};
  }
}

/** REST, and the token for everything: renewed when a fifth of its life is left, a minute at the most. */
class Api {
  renewAt = Infinity;
  #ask;
  #token;
  #asking;

  constructor(url, ask) {
    this.url = url;
    this.#ask = ask;
  }

  async token() {
    if (!this.#ask || (this.#token && Date.now() < this.renewAt)) return this.#token;
    return (this.#asking ??= this.#renew().finally(() => (this.#asking = null)));
  }

  refuse(token) {
    if (token === this.#token) this.#token = null;
  }

  async #renew() {
    const token = await this.#ask();
    const { sub, exp, iat } = claims(token);
    if (!token || (this.user && sub !== this.user)) throw new HeraldError('unauthorized', 'Signed out.');
    this.user = sub;
    const left = exp * SECOND - Date.now();
    // Where this machine's clock is wrong, the token has gone by while it is new.
    const life = left > 0 ? left : (exp - iat) * SECOND || MINUTE;
    this.renewAt = Date.now() + life - Math.min(MINUTE, life / 5);
    return (this.#token = token);
  }

  async fetch(method, to, { body, signal, headers } = {}) {
    for (let second = false; ; second = true) {
      const token = await this.token();
      const answer = await fetch(`${this.url}/api/v1/${to}`, {
        method,
        signal,
        cache: 'no-store',
        credentials: token ? 'omit' : 'include',
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        body: body && JSON.stringify(body),
      }).catch((failure) => {
        throw signal?.reason ?? new HeraldError('network', failure.message);
      });
      if (answer.ok) return answer;
      if (answer.status !== 401 || second || !token) throw await failed(answer);
      this.refuse(token);
    }
  }

  async request(method, to, body, headers) {
    const text = await (await this.fetch(method, to, { body, headers })).text();
    return text ? JSON.parse(text) : undefined;
  }
}

async function failed(answer) {
  const { status } = answer;
  const codes = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 413: 'too_large', 429: 'rate_limited' };
  const { detail, title, violations } = await answer.json().catch(() => ({}));
  const code = codes[status] ?? (status < 500 ? 'invalid' : 'unavailable');
  const again = answer.headers.get('Retry-After') * SECOND;
  return new HeraldError(code, detail ?? title ?? `HTTP ${status}`, { status, violations, again });
}

/** Commands where there is no socket. */
const REST = {
  'message.send': ({ room, ...message }) => ['POST', `rooms/${path(room)}/messages`, message],
  'message.edit': ({ room, id, content }) => ['PUT', `rooms/${path(room)}/messages/${path(id)}`, { content }],
  'message.delete': ({ room, id }) => ['DELETE', `rooms/${path(room)}/messages/${path(id)}`],
  'event.send': ({ room, ...event }) => ['POST', `channels/room:${path(room)}/events`, event],
};

/** The transports in their order. Each gives frames to the link, and ends by throwing. */
const TRANSPORTS = {
  async websocket(link, signal) {
    const { api } = link;
    const token = await api.token();
    const carrier = token ? ['bearer-token-carrier', path(`quarkus-http-upgrade#Authorization#Bearer ${token}`)] : [];
    // A socket joins rooms by command: one that is forbidden must not cost the whole connection.
    const address = api.url.replace(/^http/, 'ws') + '/ws' + query({ lastEventId: link.cursor });
    const socket = new WebSocket(address, ['herald.v1.json', ...carrier]);
    const pending = new Map();
    const command = (event, data, id = uuid()) =>
      new Promise((resolve, reject) => {
        const frame = { event, data, id };
        const text = JSON.stringify(frame);
        if (new Blob([text]).size > 65_536) throw new HeraldError('too_large', 'More than 64 KiB.');
        pending.set(id, { resolve, reject });
        socket.send(text);
        link.show('out', event === 'session.refresh' ? { event, id } : frame);
      });
    return new Promise((_, reject) => {
      const end = (why) => {
        socket.onmessage = socket.onclose = null;
        pending.forEach((one) => one.reject(why));
        reject(why);
      };
      signal.onabort = () => {
        end(signal.reason);
        // 1000 would be a goodbye, which the others in a room are told at once.
        socket.close(signal.reason.goodbye ? 1000 : 4000);
      };
      socket.onclose = ({ code }) => {
        if (code === 4401) api.refuse(token);
        const fatal = { 4403: 'disconnected', 4409: 'evicted' }[code];
        end(lost(`closed ${code}`, { fatal, now: code === 1012 || code === 4401, again: code === 1013 && 2 * SECOND }));
      };
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        const { id, event } = frame;
        const one = !frame.channel && pending.get(id);
        link.receive(frame, command);
        pending.delete(id);
        if (event === 'ack') one?.resolve(frame.data);
        if (event === 'error') one?.reject(new HeraldError(frame.data.code, frame.data.message));
      };
    });
  },

  /** By fetch: an EventSource shows neither statuses nor retry:, and needs the token, or a ticket, in the URL. */
  async sse(link, signal) {
    const answer = await link.open('stream', { lastEventId: link.cursor }, signal);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let again = 0;
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true }));
      if (done) throw signal.reason ?? lost('ended', { again });
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const { id, event, retry, data } = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/)));
        again = Number(retry ?? again);
        if (event === 'evicted' || event === 'unavailable') throw lost(event, { again, fatal: event === 'evicted' && event });
        const frame = data && JSON.parse(data);
        if (frame) link.receive(frame.channel ? frame : { event, cursor: id, data: frame });
      }
    }
  },

  async poll(link, signal) {
    for (let wait = '0s'; ; wait = '25s') {
      const answer = await link.open('poll', { cursor: link.cursor, wait }, signal);
      const { cursor, reset, events } = await answer.json().catch(() => {
        throw signal.reason ?? lost('cut');
      });
      if (wait === '0s') link.receive({ event: 'ready', data: { recovered: !reset, cursor: link.cursor ?? cursor } });
      if (reset) link.receive({ event: 'reset', data: { channels: [], cursor } });
      events.forEach((event) => link.receive(event));
      link.receive({ event: 'hb', cursor });
    }
  },
};

/** The one connection: by which transport, when again, from where. Only the leading tab has one. */
class Link {
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
      const failure = await this.#connect(wait);
      const { openedFor, code, again = 0, now } = failure;
      if (openedFor) failures = 0;
      if (openedFor > 5 * SECOND) tries = 0;
      const fatal = this.#attempt.signal.reason?.fatal || failure.fatal || this.#isFinal(code);
      if (fatal) {
        clearInterval(look);
        return this.#tell({ state: 'closed', reason: fatal });
      }
      if (!openedFor && !again && !now && (await this.#isToBlame(++failures))) {
        failures = 0;
        continue;
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

  /** A room's refusal is not that of the connection: each is asked for again. */
  #isFinal(code) {
    if (code === 'forbidden' && this.rooms.size) this.rooms.forEach((room) => (room.users = null));
    else if (/^(unauthorized|forbidden|invalid)$/.test(code)) return code;
  }

  /** Where a simple call comes through, it is the transport that does not. One that did once gets a second chance. */
  async #isToBlame(failures) {
    const name = this.#names[this.#at];
    if (!this.#names[1] || failures < (this.#worked === name ? 2 : 1)) return false;
    if (!(await this.api.request('POST', 'tickets').catch(() => false))) return false;
    this.#at = (this.#at + 1) % this.#names.length;
    return this.#at;
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

  /** A stream whose rooms are in the query is refused for one of them: so each is asked for by itself, once. */
  async open(to, fields, signal) {
    for (const [name, room] of this.rooms) {
      room.users ??= await this.presence(name).catch((failure) => {
        if (isTemporary(failure)) throw failure;
        this.#refuse(name, failure);
      });
    }
    return this.api.fetch('GET', to + query(fields) + [...this.rooms.keys()].map((room) => `&room=${path(room)}`).join(''), { signal });
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

  /** Not beyond what all rooms have had: those that are joined again are replayed apart. */
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
    this.#silence = 2.5 * SECOND * (parseInt(data.heartbeat?.slice(2)) || 30);
    this.#worked = name;
    if (!(this.#until > Date.now())) this.#until = Date.now() + PROBE;
    stored('localStorage', 'herald', { name, until: this.#at && this.#until });
    this.#move(data.cursor);
    this.rooms.forEach((room, one) => (command ? this.#follow(one, room.live && data.cursor) : this.#joined(one, room, room.users)));
    this.#publish('ready', { ...data, rooms: data.rooms ?? [], again, own: data.rooms });
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
    room.live = true;
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
    const room = this.rooms.get(name) ?? { tabs: new Set(), where, live, waiting: [] };
    const isSame = JSON.stringify(room.where) === JSON.stringify(where);
    if (!isSame) room.where = room.tabs.size === 1 && room.tabs.has(tab) ? where : undefined;
    room.tabs.add(tab);
    this.rooms.set(name, room);
    return room.live && isSame;
  }

  async join(tab, name, where) {
    if (this.#want(tab, name, where)) return this.presence(name);
    const joined = new Promise((resolve, reject) => this.rooms.get(name).waiting.push({ resolve, reject }));
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
    else if (this.#openedAt) this.cut({ now: true });
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

/** A tab: what its page asks for and hears. One tab leads, by holding a lock; the others hear from it, by number. */
export class Herald {
  status = { state: 'connecting', leader: false, caughtUp: 0, queued: 0 };
  #options;
  #api;
  #link;
  #tab = uuid();
  #leader;
  #channel;
  #running;
  #number = 0;
  #isBehind;
  #cursor;
  #asked = new Map();
  #listeners = new Map();
  #rooms = new Map();
  #own;
  #last = new Map();
  #ids = new Set();
  #queue = [];
  #pumping = false;
  #badge = { unread: 0 };
  #states = new Map();
  #typed = new Map();
  #backAt = 0;
  #skew = 0;
  #hooks = [];

  constructor(options = {}) {
    this.#options = options;
    const url = new URL(options.url ?? '/', globalThis.location?.href).href.replace(/\/$/, '');
    this.#api = new Api(url, options.token);
    const { cursor, number = 0, rooms = [] } = options.resume ? stored('sessionStorage', url) : {};
    Object.assign(this, { inbox: this.#makeInbox(), presence: this.#makePresence() });
    this.#cursor = cursor;
    this.#number = number;
    for (const room of options.rooms ?? []) {
      if (rooms.includes(room)) this.#rooms.set(room, { joins: 0, live: true });
      this.join(room).catch(() => {});
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
      const users = await this.#ask('join', room, where);
      wanted.live = true;
      while (cursor) {
        const page = await this.history(room, { after: cursor, limit: 200 });
        page.events.forEach((envelope) => this.#deliver(envelope, true));
        cursor = page.next;
      }
      return users;
    } finally {
      // What came while older events were still on their way.
      if (!--wanted.joins) wanted.held.splice(0).forEach((envelope) => this.#deliver(envelope, true));
      if (!wanted.live && this.#rooms.get(room) === wanted) this.#rooms.delete(room);
    }
  }

  async leave(room) {
    this.#rooms.delete(room);
    this.#last.delete(`room:${room}`);
    await this.#ask('leave', room);
  }

  send(room, content, more) {
    return this.#enqueue('message.send', { ...more, room, content });
  }

  edit(room, id, content) {
    return this.#enqueue('message.edit', { room, id, content });
  }

  delete(room, id) {
    return this.#enqueue('message.delete', { room, id });
  }

  emit(room, event, data, options) {
    const whole = { ...options, room, event, data };
    return options?.ephemeral ? this.#now('event.send', whole) : this.#enqueue('event.send', whole);
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

  request(...what) {
    return this.#api.request(...what);
  }

  connect() {
    if (!this.#hooks.length) this.#listen();
    if (!this.#running) this.#start();
    else if (this.#link) this.#reconnect();
    else this.#say('wake', { anew: true });
  }

  close() {
    this.#stop(true);
    this.#hooks.splice(0).forEach((off) => off());
    this.#closed('client');
  }

  #makeInbox() {
    const herald = this;
    const get = (to) => this.request('GET', `inbox${to}`);
    const change = async (to, body) => {
      const badge = await this.request('POST', `inbox/${to}`, body);
      this.#count(badge);
      return badge;
    };
    return {
      get badge() {
        return herald.#badge;
      },
      list: (page = {}) => get(query(page)),
      unread: () => get('/unread'),
      read: (which = {}) => (typeof which === 'string' ? change(`${path(which)}/read`) : change('read', which)),
      unreadItem: (id) => change(`${path(id)}/unread`),
      archive: (id) => change(`${path(id)}/archive`),
      remove: (id) => this.request('DELETE', `inbox/${path(id)}`),
      preferences: (set) => (set ? this.request('PUT', 'inbox/preferences', set) : get('/preferences')),
    };
  }

  #makePresence() {
    const of = (room) => this.request('GET', `rooms/${path(room)}/presence`);
    const update = (state, room) => {
      this.#states.set(room, state);
      return this.#now('presence.update', { state, room });
    };
    const watch = (room, f) => {
      let asked = 0;
      const look = async ({ channel = `room:${room}` }) => {
        const mine = channel === `room:${room}` && ++asked;
        const { users } = (mine && (await of(room).catch(() => {}))) || {};
        if (users && mine === asked) f(users);
      };
      const offs = ['presence.joined', 'presence.left', 'presence.updated', 'session.joined', 'ready'].map((event) => this.on(event, look));
      look({});
      return () => {
        asked = NaN;
        offs.forEach((off) => off());
      };
    };
    return { of, update, watch };
  }

  /** Tabs of the same user find each other by the name of a lock and of a channel. */
  async #start() {
    const running = (this.#running = new AbortController());
    this.#change({ state: 'connecting', reason: undefined });
    for (let tries = 0; ; tries++) {
      const failure = await this.#api.token().then(() => null, (why) => why);
      if (running.signal.aborted) return;
      if (failure?.code === 'unauthorized') return this.#closed(failure.code);
      if (!failure) break;
      await sleep(backoff(tries));
    }
    const { locks } = globalThis.navigator ?? {};
    if (this.#options.share === false || !locks || !globalThis.BroadcastChannel) return this.#lead();
    const name = `herald ${this.#api.url} ${this.user}`;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => (!data.to || data.to === this.#tab) && (this.#link ? this.#serve(data) : this.#follow(data));
    this.#hello();
    locks.request(name, running, () => {
      this.#lead();
      return new Promise((release) => running.signal.addEventListener('abort', release));
    }).catch(() => {});
  }

  #stop(goodbye) {
    this.#say('bye');
    this.#link?.cut({ fatal: 'client', goodbye });
    this.#channel?.close();
    this.#running?.abort();
    this.#running = this.#link = this.#channel = this.#leader = null;
  }

  #say(what, more) {
    this.#channel?.postMessage({ ...more, what, from: this.#tab });
  }

  /** Where this tab is, and what it follows. */
  #hello(isBehind) {
    this.#isBehind = isBehind;
    this.#say('hello', { number: this.#number, cursor: this.#cursor, rooms: this.#followed(), isBehind });
  }

  #followed() {
    return [...this.#rooms].map(([room, { where, live }]) => [room, where, live]);
  }

  #announce() {
    this.#say('lead', { number: this.#number, cursor: this.#cursor, own: this.#own, badge: this.#badge, status: this.#link.status });
  }

  async #lead() {
    const before = this.#leader;
    const show = (frame) => this.#emit('session.frame', frame);
    const link = (this.#link = new Link(this.#api, this.#cursor, (news) => this.#spread(link, news), show, this.#options.transports));
    link.adopt(this.#tab, this.#followed());
    this.#leader = this.#tab;
    this.#announce();
    this.#asked.forEach((_, id) => this.#put(id));
    // The others have this long to say where they are: the connection goes on from the one that has had least.
    if (before) await sleep(150);
    link.run();
  }

  #reconnect() {
    if (this.status.reason) this.#link.run();
    else this.#link.cut({ now: true });
  }

  #spread(link, news) {
    if (link !== this.#link) return;
    const { event, data } = news;
    const isMine = event === 'session.status' && /client|unauthorized/.test(data.reason);
    if (!isMine) this.#say('news', { ...news, number: ++this.#number, cursor: link.cursor });
    this.#hear(news, link.cursor);
  }

  /** As the leader. */
  #serve({ what, from, id, number, cursor, rooms, isBehind, op, args, anew }) {
    const link = this.#link;
    if (what === 'hello') {
      if (link.adopt(from, rooms) || isBehind) {
        const isEarlier = cursor && number < this.#number;
        if (isEarlier) this.#number = number;
        link.rewind(isEarlier ? cursor : link.cursor);
      }
      this.#announce();
    } else if (what === 'ask') {
      const answer = (more) => this.#say('answer', { to: from, id, ...more });
      link[op](from, ...args).then(
        (value) => answer({ value }),
        ({ code, message, again, status }) => answer({ failure: { code, message, again, status } }),
      );
    } else if (what === 'bye') {
      link.forget(from);
    } else if (what === 'wake') {
      if (anew) this.#reconnect();
      else link.wake();
    }
  }

  /** As one of the others. */
  #follow({ what, from, number, cursor, own, badge, status, event, data, id, value, failure }) {
    if (what === 'lead') {
      const isNew = from !== this.#leader;
      if (this.#cursor && number > this.#number) return this.#hello(true);
      if (isNew && this.#leader) this.#hello();
      this.#number = number;
      this.#leader = from;
      this.#isBehind = false;
      if (!isNew) return;
      this.#cursor ??= cursor;
      this.#own = own;
      this.#count(badge);
      this.#hear({ event: 'session.status', data: status });
      this.#asked.forEach((_, one) => this.#put(one));
    } else if (what === 'news' && from === this.#leader) {
      if (number > this.#number + 1) return this.#isBehind || this.#hello(true);
      if (number <= this.#number) return;
      this.#number = number;
      this.#hear({ event, data }, cursor);
    } else if (what === 'answer') {
      const { resolve, reject } = this.#asked.get(id) ?? {};
      this.#asked.delete(id);
      if (failure) reject?.(new HeraldError(failure.code, failure.message, failure));
      else resolve?.(value);
    }
  }

  /** Has the connection do something: here, or in the tab that leads, or that will. */
  #ask(op, ...args) {
    return new Promise((resolve, reject) => {
      if (this.status.reason) throw new HeraldError('closed', this.status.reason);
      const id = uuid();
      this.#asked.set(id, { op, args, resolve, reject });
      this.#put(id);
    });
  }

  #put(id) {
    const { op, args, resolve, reject } = this.#asked.get(id);
    if (!this.#link) return this.#say('ask', { id, op, args });
    this.#asked.delete(id);
    this.#link[op](this.#tab, ...args).then(resolve, reject);
  }

  async #now(event, data) {
    if (this.status.state !== 'online') throw new HeraldError('unavailable', 'Not connected.');
    return this.#ask('command', event, data, uuid());
  }

  #enqueue(event, data) {
    return new Promise((resolve, reject) => {
      if (this.status.reason) throw new HeraldError('closed', this.status.reason);
      if (this.#queue.length >= (this.#options.queue ?? 100)) throw new HeraldError('overflow', 'Too many commands wait already.');
      this.#queue.push({ id: uuid(), event, data, resolve, reject });
      this.#pump();
    });
  }

  /** One after the other, each until it is answered: what was sent first is in the log first, whatever is cut. */
  async #pump() {
    this.#change({ queued: this.#queue.length });
    if (this.#pumping) return;
    this.#pumping = true;
    for (let tries = 0; this.#queue.length && this.status.state === 'online'; ) {
      const entry = this.#queue[0];
      entry.since ??= Date.now();
      const asked = Date.now() - entry.since < REPEATABLE
        ? this.#ask('command', entry.event, entry.data, entry.id)
        : Promise.reject(new HeraldError('expired', 'It is not known whether it was done.'));
      const failure = await asked.then(entry.resolve, (why) => why);
      if (failure?.code === 'lost' || (failure && isTemporary(failure))) {
        await sleep(Math.max(failure.again ?? 0, backoff(tries++) / 4));
        continue;
      }
      if (failure) entry.reject(failure);
      if (this.#queue[0] === entry) this.#queue.shift();
      tries = 0;
      this.#change({ queued: this.#queue.length });
    }
    this.#pumping = false;
  }

  #hear({ event, data }, cursor = this.#cursor) {
    this.#cursor = cursor;
    if (!event) return this.#deliver(data);
    if (event === 'session.status') return this.#stated(data);
    if (event === 'inbox.badge') return this.#count({ unread: data.unread });
    if (event === 'ready') {
      this.#own = data.own;
      if (data.again) this.#change({ caughtUp: 0 });
      this.#backAt = data.again && Date.now() + this.#skew;
      this.#states.forEach((state, room) => this.#now('presence.update', { state, room }).catch(() => {}));
    }
    // A log that was lost may count anew: then the ids themselves have to tell what was had.
    if (event === 'reset' && data.reason !== 'expired') this.#last.clear();
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
    if (id && !this.#isNew(channel, id)) return;
    if (wanted?.where && !Object.entries(wanted.where).every(([field, values]) => [values].flat().includes(data?.[field]))) return;
    if (id) this.#date(Date.parse(envelope.time));
    if (event === 'inbox.changed') this.#count(data);
    if (event === 'notification') this.#count({ unread: this.#badge.unread + 1 });
    this.#emit(event, envelope);
    this.#emit('*', envelope);
  }

  #isNew(channel, id) {
    const last = this.#last.get(channel);
    if (this.#ids.has(id) || (last && !isAbove(id, last))) return false;
    this.#last.set(channel, id);
    if (this.#ids.add(id).size > 1_000) this.#ids.delete(this.#ids.values().next().value);
    return true;
  }

  /** What is older than the connection was missed before; the service's clock is known from what came. */
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
    this.#change({ state, retryAt, transport, reason, leader: Boolean(this.#link) });
    if (isBack) this.#pump();
  }

  #closed(reason) {
    // Another tab's user may still be signed in.
    if (reason === 'unauthorized') this.#stop();
    this.#change({ state: 'closed', retryAt: undefined, reason, queued: 0 });
    const failure = new HeraldError('closed', reason);
    [...this.#queue.splice(0), ...this.#asked.values()].forEach(({ reject }) => reject(failure));
    this.#asked.clear();
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

  /** A page in the back/forward cache must hold no connection and no lock; shown again, it goes on. */
  #listen() {
    const hook = (target, event, f) => {
      const g = (what) => this.status.reason || f(what);
      target?.addEventListener?.(event, g);
      this.#hooks.push(() => target?.removeEventListener?.(event, g));
    };
    const wake = () => (this.#link ? this.#link.wake() : this.#say('wake'));
    hook(globalThis, 'pagehide', () => {
      const rooms = [...this.#rooms].filter(([, { live }]) => live).map(([room]) => room);
      if (this.#options.resume) stored('sessionStorage', this.#api.url, { cursor: this.#cursor, number: this.#number, rooms });
      this.#stop();
    });
    hook(globalThis, 'pageshow', ({ persisted }) => persisted && this.#start());
    hook(globalThis, 'online', wake);
    hook(globalThis, 'offline', () => this.#link?.cut());
    hook(globalThis.document, 'visibilitychange', () => document.hidden || wake());
  }
}

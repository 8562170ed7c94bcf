import { backoff, connectionLost, duration, encode, HeraldError, query, SECOND, sleep, stored } from './basics.js';
import { initial, next } from './connection-state.js';
import { FollowedRooms } from './followed-rooms.js';
import { TRANSPORTS } from './transports.js';

/**
 * @import { Where } from 'herald-push-client'
 * @import { Command, ConnectionStatus, Loss, Page, ReadyData, Received, Transport, Update } from './types.js'
 * @import { Api } from './api.js'
 * @import { State } from './connection-state.js'
 */

/**
 * What is known of a connection from `ready` to its end.
 *
 * @typedef {object} Session
 * @property {Command} [sendCommand] sends a command over a socket
 * @property {string} [id] a poll has none: the service does not count it as a connection
 * @property {number} openedAt
 * @property {number} lastFrameAt
 * @property {number} maxSilence
 * @property {number} replays of single rooms in progress
 * @property {string} latestCursor
 * @property {boolean} isVisible whether the service has been told that a person sees a tab
 */

const CONNECT_TIMEOUT = 10 * SECOND;

/** The REST calls that replace commands without a socket. @type {Record<string, (data: any) => [string, string, object?]>} */
const REST = {
  'message.send': ({ room, ...message }) => ['POST', `rooms/${encode(room)}/messages`, message],
  'message.edit': ({ room, id, content }) => ['PUT', `rooms/${encode(room)}/messages/${encode(id)}`, { content }],
  'message.delete': ({ room, id }) => ['DELETE', `rooms/${encode(room)}/messages/${encode(id)}`],
  'event.send': ({ room, ...event }) => ['POST', `channels/room:${encode(room)}/events`, event],
};

/** The connection to the service: its transport, its reconnects and its position. Only the leader has one. */
export class Connection extends FollowedRooms {
  /** @type {ConnectionStatus} */
  status = { state: 'connecting' };
  /** Ends the attempt, the connection or the wait in progress. @type {AbortController | undefined} */
  #step;
  /** @type {number | null | undefined} */
  #badgeTimer;
  /** @type {Record<string, boolean | undefined>} */
  #visibleTabs = {};

  /** @param {Api} api @param {string | undefined} cursor @param {(update: Update) => void} publish @param {Page} page */
  constructor(api, cursor, publish, { show, options: { transports = /** @type {Transport[]} */ (Object.keys(TRANSPORTS)) } }) {
    super();
    this.api = api;
    this.cursor = cursor;
    this.state = initial(transports, stored('localStorage', 'herald'), Date.now());
    /** @param {string} event @param {unknown} [data] @param {Update} [more] */
    this.publish = (event, data, more) => publish({ event, data, ...more });
    /** @param {'in' | 'out'} direction @param {unknown} frame */
    this.show = (direction, frame) => show({ direction, transport: this.#transport, frame, at: Date.now() });
  }

  get session() {
    return this.state.session;
  }

  get #transport() {
    return this.state.order[this.state.index];
  }

  /** Only this changes the state. @param {Partial<State>} more */
  #enter(more) {
    this.state = { ...this.state, session: {}, ...more };
  }

  /** Runs until it is closed, or until the service refuses further connections. */
  async run() {
    const watchdog = setInterval(() => this.#checkLiveness(), SECOND);
    this.#enter({ name: 'connecting' });
    while (this.state.name !== 'closed') {
      const { signal } = (this.#step = new AbortController());
      let error = await this.#perform(this.state, signal).then(() => ({ isReachable: true }), (error) => error);
      // A refusal may concern one room: the next attempt checks each by itself.
      if (error.code === 'forbidden' && this.uncheckRooms()) error = connectionLost();
      this.#enter(next(this.state, error, Date.now()));
    }
    clearInterval(watchdog);
    this.#report({ state: 'closed', reason: /** @type {any} */ (this.state.reason) });
  }

  /** Does what a state is about, until that ends. @param {State} state @param {AbortSignal} signal @returns {Promise<unknown>} */
  async #perform(state, signal) {
    const { name, attempts, retryAfter } = state;
    // A page cannot see why a handshake was refused. A call for the same rooms shows the reason.
    if (name === 'probing') return this.open('poll', { wait: '0s' }, signal);
    if (name === 'reconnecting') {
      const wait = Math.max(/** @type {number} */ (retryAfter), backoff(attempts - 1));
      this.#report({ state: navigator.onLine === false ? 'offline' : 'reconnecting', retryAt: Date.now() + wait });
      return Promise.race([sleep(wait), new Promise((resolve) => (signal.onabort = resolve))]);
    }
    setTimeout(() => this.state === state && this.disconnect(), CONNECT_TIMEOUT);
    // Do not report a reconnect that succeeds at once.
    setTimeout(() => this.state === state && this.#report({ state: this.cursor ? 'reconnecting' : 'connecting' }), this.status.state === 'online' ? SECOND : 0);
    return TRANSPORTS[this.#transport](this, signal);
  }

  /** @param {Loss} [more] */
  disconnect(more) {
    const error = connectionLost(more);
    if (error.fatal) this.#enter(next(this.state, error, Date.now()));
    if (this.state.name !== 'reconnecting') this.#step?.abort(error);
  }

  /** Resumes at the position of a tab that is behind; the other tabs skip what they have received. @param {string | undefined} cursor */
  rewind(cursor) {
    this.cursor = cursor;
    this.disconnect({ isImmediate: true });
  }

  /** Ends a wait for the next attempt. Replaces a connection that has been silent for long. */
  wake() {
    if (this.state.name === 'reconnecting') this.#step?.abort();
    else this.#checkLiveness(2);
  }

  #checkLiveness(urgency = 1) {
    const now = Date.now();
    const { index, fallbackUntil, session: { lastFrameAt, maxSilence } } = /** @type {any} */ (this.state);
    if (!maxSilence) return;
    if ((now - lastFrameAt) * urgency > maxSilence) this.disconnect({ isImmediate: urgency > 1 });
    else if (now > this.api.renewAt) this.#renew();
    else if (index && now > fallbackUntil) this.disconnect({ isImmediate: true });
  }

  /** Renews the token: a socket refreshes it in place, a stream is reopened, the next poll sends it. */
  async #renew() {
    this.api.renewAt = 0;
    const token = await this.api.token().catch(({ code }) => code === 'unauthorized' && this.disconnect({ fatal: code }));
    const { sendCommand } = this.session;
    if (!token) this.api.renewAt = Date.now() + 5 * SECOND;
    else if (sendCommand) sendCommand('session.refresh', { token }).catch(() => this.disconnect({ isImmediate: true }));
    else if (this.#transport === 'sse') this.disconnect({ isImmediate: true });
  }

  /** @param {string} path @param {object} fields @param {AbortSignal} signal */
  async open(path, fields, signal) {
    return this.api.fetch('GET', path + query(fields, await this.queryRooms()), { signal });
  }

  /** @param {Received} frame @param {Command} [command] */
  receive(frame, command) {
    const { event, cursor, data, channel } = frame;
    this.show('in', frame);
    // It tells a first connect by the position before it.
    if (event === 'ready') this.#onReady(data, command);
    this.session.lastFrameAt = Date.now();
    if (cursor) this.advance(cursor);
    if (channel) {
      if (event.startsWith('notification')) this.#refreshBadge(channel.startsWith('user:') ? SECOND : 10 * SECOND * Math.random());
      else if (event === 'inbox.changed' && this.#badgeTimer) this.#refreshBadge(SECOND);
      this.publish('', frame);
    } else if (event === 'reset') {
      // Its `cursor` in the data is not stored: if the connection is lost during the replay, the next one must get the reset again.
      this.publish(event, data);
      this.#refreshBadge(0);
    } else if (event === 'hb') {
      this.publish(event);
    }
  }

  /** Does not advance during the replay of a single room: its events carry the cursor of the connection. @param {string} cursor */
  advance(cursor) {
    const { session } = this;
    session.latestCursor = cursor;
    if (!session.replays) this.cursor = cursor;
  }

  /** @param {ReadyData} data @param {Command} [command] */
  #onReady(data, command) {
    const { name, index, fallbackUntil } = this.state;
    if (name !== 'connecting') return;
    // Taken before the queue is sent: its messages are newer.
    const reconnectedAt = this.cursor && Date.now();
    this.#enter({
      name: 'online',
      working: index,
      session: {
        sendCommand: command,
        id: data.connection,
        openedAt: Date.now(),
        maxSilence: 2.5 * (duration(data.heartbeat) || 30 * SECOND),
        replays: 0,
        isVisible: false,
      },
    });
    stored('localStorage', 'herald', { name: this.#transport, until: index && fallbackUntil });
    this.advance(data.cursor);
    this.#report({ state: 'online', transport: this.#transport });
    this.resumeRooms(data);
    this.publish('ready', data, { reconnectedAt, named: this.named });
    this.#refreshBadge(0);
  }

  /** Records whether a person sees a tab, and reports to the service whether they see any, if that has changed. @param {string} tab @param {boolean} [isVisible] */
  async setVisible(tab, isVisible) {
    this.#visibleTabs[tab] = isVisible;
    // A user who changes the tab hides one and shows another.
    await sleep(SECOND / 4);
    const { session } = this;
    const visible = Object.values(this.#visibleTabs).includes(true);
    const data = { visible };
    if (!session.id || visible === session.isVisible) return;
    session.isVisible = visible;
    const report = session.sendCommand ? session.sendCommand('session.visible', data) : this.api.request('POST', `connections/${session.id}/visibility`, data);
    report.catch(() => {});
  }

  /**
   * Sends a command over the socket or as the equivalent REST call. Its id makes the service execute it once.
   *
   * @param {string} _tab
   * @param {string} event
   * @param {object} data
   * @param {string} id
   */
  async command(_tab, event, data, id) {
    const { session } = this;
    if (!session.openedAt) throw connectionLost();
    if (session.sendCommand) return session.sendCommand(event, data, id);
    if (!REST[event]) throw new HeraldError('unsupported', event);
    const [method, path, body] = REST[event](data);
    return this.api.request(method, path, body, { 'Idempotency-Key': id });
  }

  /** Reads the unread count after a delay: an event to everyone must not make all clients read at once. @param {number} delay */
  #refreshBadge(delay) {
    clearTimeout(/** @type {number} */ (this.#badgeTimer));
    this.#badgeTimer = setTimeout(async () => {
      try {
        this.publish('inbox.badge', await this.api.request('GET', 'inbox/unread'));
        this.#badgeTimer = null;
      } catch {
        if (this.session.openedAt) this.#refreshBadge(5 * SECOND + backoff(3));
      }
    }, delay);
  }

  /** @param {ConnectionStatus} status */
  #report(status) {
    this.status = status;
    this.publish('session.status', status);
  }
}

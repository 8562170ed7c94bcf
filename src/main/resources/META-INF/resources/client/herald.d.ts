/** Types of the wire format. docs/websocket.md describes the commands, the OpenAPI document the REST calls. */

/** An event as every transport delivers it. Durable events have `id` and `cursor`; ephemeral ones (typing, presence) have neither. */
export interface Envelope<T = any> {
  cursor?: string;
  /** Unique, and the same over transports, replays and instances. */
  id?: string;
  /** `user:<id>`, `room:<name>` or `everyone`. */
  channel: string;
  event: string;
  /** RFC 3339, UTC. */
  time: string;
  /** The sender's `sub`. */
  from: string;
  data: T;
}

/** The `data` of `event: "notification"`. Absent fields are omitted. */
export interface Notification {
  id: string;
  type: 'info' | 'success' | 'warning' | 'error';
  title: string;
  body?: string;
  category?: string;
  critical?: boolean;
  link?: string;
  data?: Record<string, unknown>;
  expiresAt?: string;
}

export interface InboxItem {
  id: string;
  type: Notification['type'];
  title: string;
  body?: string;
  category?: string;
  link?: string;
  data?: Record<string, unknown>;
  from: string;
  createdAt: string;
  readAt?: string;
  archivedAt?: string;
  expiresAt?: string;
}

export interface Badge {
  unread: number;
  /** Increases with each change of the user's inbox. Absent until the first change after the page was opened. */
  version?: number;
}

export interface Preferences {
  categories?: Record<string, 'push' | 'inboxOnly' | 'mute'>;
  quietHours?: { from: string; to: string; zone: string };
}

export interface Present {
  user: string;
  since: string;
  /** The user's connections over all instances. */
  connections: number;
  state?: Record<string, unknown>;
}

export interface Presence {
  users: Present[];
  count: number;
}

/** Selects events whose `data` has one of the values for each field: `{level: ['error', 'warn']}`. */
export type Where = Record<string, unknown>;

/** Some missed events are no longer available. Reload the state over REST; the client reloads the inbox badge by itself. */
export interface Reset {
  /** Absent over long poll, after `join` with a cursor, and in a tab that returns while another one holds the connection. */
  reason?: 'expired' | 'unknown' | 'lost';
  /** The affected channels. Empty over long poll, and in a tab that returns while another one holds the connection: any channel may be affected. */
  channels: string[];
  cursor: string;
}

export interface Ready {
  connection?: string;
  /** True if no missed event was lost. */
  recovered: boolean;
  cursor: string;
  /** Rooms that the connection follows by membership, without a `join`. */
  rooms: string[];
}

export interface Status {
  /**
   * - `connecting`: the first attempt is in progress
   * - `online`: connected
   * - `reconnecting`: the next attempt is at `retryAt`, or in progress if `retryAt` is absent
   * - `offline`: like `reconnecting`, and the browser reports no network
   * - `closed`: no further attempts until `connect()`; see `reason`
   */
  state: 'connecting' | 'online' | 'reconnecting' | 'offline' | 'closed';
  /** The time of the next attempt, in milliseconds since the epoch (`Date.now()`). */
  retryAt?: number;
  /** The transport of this tab's connection, or of the tab that holds the shared one. */
  transport?: 'websocket' | 'sse' | 'poll';
  /** Whether this tab holds the connection that all tabs share. */
  leader: boolean;
  /** Number of missed events that the last reconnect replayed to this tab. Increases during the replay. */
  caughtUp: number;
  /** Number of commands that are not acknowledged yet. */
  queued: number;
  /**
   * Why the client is closed: `client` (by `close()`), `unauthorized` (the service rejects the token of `token()`),
   * `disconnected` (by an administrator), `evicted` (too many connections of this user), `forbidden`, `invalid`.
   */
  reason?: 'client' | 'unauthorized' | 'disconnected' | 'evicted' | 'forbidden' | 'invalid';
}

/** Web Push in this browser. */
export interface PushState {
  /**
   * - `subscribed`: this browser receives pushes for the user
   * - `unsubscribed`: it does not. Also if the user has removed it on another device, or another user has subscribed it
   * - `denied`: the user has blocked notifications of this site; only the settings of the browser can change that
   * - `home-screen`: on iOS and iPadOS, only a site on the home screen can subscribe
   * - `unsupported`: the browser has no Web Push, or the page is neither https nor localhost
   * - `disabled`: the service has no key for Web Push
   */
  state: 'subscribed' | 'unsubscribed' | 'denied' | 'home-screen' | 'unsupported' | 'disabled';
  /** The subscription, if the state is `subscribed`: the `id` in `GET push/subscriptions`. */
  id?: string;
}

/** Options of `push.subscribe`. */
export interface PushOptions {
  /**
   * The service worker, of the origin of the page: `/client/herald-worker.js` by default, if the service serves the page.
   * A site with another origin, or with a worker of its own, names its worker here and imports `herald-worker.js` in it.
   */
  worker?: string | URL;
  /** The scope of the worker. `/` by default. */
  scope?: string;
  /** The name of this browser in the list of the user's devices, up to 100 characters. By default such as "Firefox on Linux". */
  device?: string;
}

/** A frame of this tab's own connection. Tokens are removed. */
export interface Frame {
  direction: 'in' | 'out';
  transport: 'websocket' | 'sse' | 'poll';
  /** The whole frame, as an object. */
  frame: any;
  /** `Date.now()` */
  at: number;
}

/** The error with which a promise of this library rejects. */
export class HeraldError extends Error {
  /**
   * Codes of the service: `forbidden` `invalid` `not_found` `conflict` `rate_limited` `too_large` `unavailable`.
   * Codes of this library: `unauthorized`; `network` (a request got no answer); `overflow` (the queue of commands is full);
   * `expired` (the outcome of a command is unknown, and it is too late to repeat it); `closed`; `unsupported`
   * (the current transport does not support the command, or this browser has no Web Push); `denied` (the user does not allow
   * notifications).
   */
  code:
    | 'forbidden' | 'invalid' | 'not_found' | 'conflict' | 'rate_limited' | 'too_large' | 'unavailable'
    | 'unauthorized' | 'network' | 'overflow' | 'expired' | 'closed' | 'unsupported' | 'denied';
  /** The status of the HTTP response, if there was one. */
  status?: number;
  /** All invalid fields. */
  violations?: { field: string; message: string }[];
  /** In an `error` event, the room that could not be joined. */
  room?: string;
}

export interface Options {
  /** The base URL of the service. Defaults to the origin of the page. */
  url?: string | URL;
  /**
   * Returns a valid token. The client calls it again before the token expires and when the service rejects it. Omit it if
   * the cookie `herald_token` signs the user in. If it returns nothing (`null`, `''`), the user is signed out and the client
   * closes with `unauthorized`. If it throws, the client tries again later.
   */
  token?: () => string | null | undefined | Promise<string | null | undefined>;
  /** Rooms to join at once. A failure emits an `error` event. */
  rooms?: string[];
  /**
   * Whether all tabs of this origin with the same user share one connection. True by default. Without Web Locks or
   * BroadcastChannel each tab has its own connection.
   */
  share?: boolean;
  /** Whether a reloaded or restored tab resumes at its cursor (`sessionStorage`). False by default. */
  resume?: boolean;
  /** Transports in the order of preference. All three by default. */
  transports?: ('websocket' | 'sse' | 'poll')[];
  /** Maximum number of queued commands. 100 by default. */
  queue?: number;
}

/**
 * Events by name. The service reserves the names of its own events, so no sender can use them. A site adds its own events:
 *
 *     declare module 'herald-push-client' {
 *       interface Events { 'order.shipped': Envelope<{ order: number }> }
 *     }
 *
 * A name that is not in this map is an error of the compiler.
 */
export interface Events {
  /** Every envelope. */
  '*': Envelope;
  notification: Envelope<Notification>;
  /** `data` contains `content` and any further fields of the sender. */
  message: Envelope<{ content: any; [more: string]: any }>;
  'message.edited': Envelope<{ id: string; content: any }>;
  'message.deleted': Envelope<{ id: string }>;
  'presence.joined': Envelope<{ user: string; state?: any }>;
  'presence.left': Envelope<{ user: string }>;
  'presence.updated': Envelope<{ user: string; state: any }>;
  'typing.start': Envelope<{ user: string }>;
  'typing.stop': Envelope<{ user: string }>;
  'inbox.changed': Envelope<{ unread: number; ids: string[]; state: string; version: number }>;
  'notification.withdrawn': Envelope<{ id: string }>;
  'notification.replaced': Envelope<{ id: string }>;
  'room.added': Envelope<{ room: string }>;
  'room.removed': Envelope<{ room: string }>;
  /** The client has connected or reconnected. */
  ready: Ready;
  reset: Reset;
  /** The service refused a room, at the first join or after a reconnect. The client does not try again. */
  error: HeraldError;
  /** `status` has changed. */
  'session.status': Status;
  /** The connection follows a room, after a join or a reconnect. */
  'session.joined': { room: string };
  /** A frame of this tab's own connection, for diagnostics. */
  'session.frame': Frame;
  /** The state of Web Push in this browser has changed, in any tab. Emitted once `push` has been used, or notifications are allowed. */
  'session.push': PushState;
  /** The number of unread notifications has changed, on any device. */
  'inbox.badge': Badge;
}

/** Resolves when the event is in the log. */
export type Sent = Promise<{ id: string | null }>;

export class Herald {
  constructor(options?: Options);

  /** The current status. A new object at each change. */
  readonly status: Status;
  /** The `sub` of the token. Undefined before the first token, and with a cookie. */
  readonly user?: string;

  /** Calls `f` for each such event. Returns a function that removes the listener. Exceptions of `f` go to `reportError`. */
  on<E extends keyof Events>(event: E, f: (what: Events[E]) => void): () => void;

  /**
   * Follows a room until `leave`, over reconnects but not over a reload of the page. Resolves with the presence of the room
   * when the connection follows it and the events after `cursor` are delivered. A repeated join replaces `where`.
   *
   * If events after `cursor` are gone, the client emits `reset` with the name of the room before it delivers the others. In a
   * room that keeps its messages, it reads back as far as the room keeps them.
   *
   * A reconnect resumes all rooms. If the service now forbids one, the client drops it, emits an `error` with its name, and
   * resumes the others.
   *
   * @throws HeraldError `forbidden` or `invalid`; the client does not try again
   */
  join(room: string, options?: { where?: Where; cursor?: string }): Promise<Presence>;
  leave(room: string): Promise<void>;

  /**
   * Sends a `message`. Waits for a connection, repeats the command under the same id until it is acknowledged; the service
   * executes it once. Messages and events of one tab arrive in the order in which they were sent.
   *
   * @param more further fields of the message's data; `echo: false` excludes the sending connection
   * @throws HeraldError `overflow` at once if the queue is full
   */
  send(room: string, content: unknown, more?: Record<string, unknown>): Sent;
  edit(room: string, id: string, content: unknown): Sent;
  /** Deletes the content of a message. */
  delete(room: string, id: string): Sent;
  /** Sends any other event. An ephemeral event does not wait for a connection: without one it rejects with `unavailable`. */
  emit(room: string, event: string, data: unknown, options?: { ephemeral?: boolean; conflate?: string }): Sent;
  /**
   * Call it at each keystroke. It sends `typing.start` at most every three seconds; the service sends `typing.stop` five
   * seconds after the last one. False sends `typing.stop` at once. Never fails. A no-op over SSE and long poll.
   */
  typing(room: string, is?: boolean): void;

  /** Returns a page, newest first. Pass `next` as `before` of the next call; it is absent on the last page. With `after`, oldest first. */
  history(
    room: string,
    options?: { before?: string; after?: string; limit?: number },
  ): Promise<{
    events: Envelope[];
    next?: string;
    /** With `after`: events after it are gone. */
    reset?: boolean;
  }>;

  readonly inbox: {
    /** The last known badge, updated over all devices. `inbox.badge` reports changes. */
    readonly badge: Badge;
    list(options?: {
      status?: 'unread' | 'read' | 'archived' | 'all';
      category?: string;
      limit?: number;
      before?: string;
    }): Promise<{ items: InboxItem[]; next?: string; unread: number }>;
    unread(): Promise<{ unread: number; byCategory: Record<string, number> }>;
    /** Marks as read: one, all up to and including one, all of a category, or all. */
    read(which?: string | { upTo: string } | { category: string }): Promise<Badge>;
    unreadItem(id: string): Promise<Badge>;
    archive(id: string): Promise<Badge>;
    /** Deletes a notification for good. */
    remove(id: string): Promise<void>;
    /** Reads the preferences, or replaces and returns them. */
    preferences(set?: Preferences): Promise<Preferences>;
  };

  readonly presence: {
    /** Returns the users in a room, over all instances. */
    of(room: string): Promise<Presence>;
    /** Calls `f` with the users in a room, now and at each change, until the returned function is called. Also join the room. */
    watch(room: string, f: (users: Present[]) => void): () => void;
    /**
     * Replaces the user's state, in one room or in all followed rooms. The client sends it again after each reconnect.
     *
     * @throws HeraldError `unsupported` over SSE and long poll, `unavailable` without a connection; the client sends the
     * state once it has a WebSocket
     */
    update(state: Record<string, unknown>, room?: string): Promise<void>;
  };

  /** Web Push: notifications while no page of the site is open. `herald-push.js`, beside this module, is loaded on first use. */
  readonly push: {
    /** Returns the state of this browser. A subscription whose key the service has replaced is renewed first. */
    state(): Promise<PushState>;
    /**
     * Asks the user for the permission, and subscribes this browser. Call it from a click, and `state()` before, so that the
     * module is loaded by then.
     *
     * @throws HeraldError `unsupported`, `denied`, `not_found` if the service has no key for Web Push, `unavailable` if the
     * push service of the browser cannot be reached, `conflict` if a worker of the site has the same scope, `invalid` without
     * a click, or if the worker is of another origin
     */
    subscribe(options?: PushOptions): Promise<PushState>;
    /**
     * Ends the subscription of this browser, and closes the notifications that it shows. Call it when the user signs out, or the
     * next user of the browser sees their notifications.
     */
    unsubscribe(): Promise<PushState>;
  };

  /** Sends any other call of the API, such as `request('POST', 'notifications', {…})`. The path is relative to `/api/v1/`. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<any>;

  /** Reconnects with the cursor, also after `close()` or an eviction. */
  connect(): void;
  /** Closes the client. Waiting commands reject with `closed`. */
  close(): void;
}

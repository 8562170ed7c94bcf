/** What the service's own wire says: docs/websocket.md has the commands, the OpenAPI document the REST calls. */

/** What every transport delivers. Durable events have `id` and `cursor`; ephemeral ones (typing, presence) have neither. */
export interface Envelope<T = any> {
  cursor?: string;
  /** Unique and stable over transports, replays and instances. */
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

/** The `data` of `event: "notification"`; absent fields are left out. */
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
  /** Grows with each change of the user's inbox; absent until something changed since the page was opened. */
  version?: number;
}

export interface Preferences {
  categories?: Record<string, 'push' | 'inboxOnly' | 'mute'>;
  quietHours?: { from: string; to: string; zone: string };
}

export interface Present {
  user: string;
  since: string;
  /** Of the user, over all instances. */
  connections: number;
  state?: Record<string, unknown>;
}

export interface Presence {
  users: Present[];
  count: number;
}

/** Lets only events through whose `data` has one of the values, for each field: `{level: ['error', 'warn']}`. */
export type Where = Record<string, unknown>;

/** Some of what was missed cannot be had any more: time to reload over REST. The inbox badge is reloaded by itself. */
export interface Reset {
  /** Absent over long poll, by `join` with a cursor, and where a tab comes back among others. */
  reason?: 'expired' | 'unknown' | 'lost';
  /** Those that are hurt; empty over long poll, and where a tab comes back among others: any may be. */
  channels: string[];
  cursor: string;
}

export interface Ready {
  connection?: string;
  /** Whether nothing was missed for good. */
  recovered: boolean;
  cursor: string;
  /** Rooms that the connection follows by membership, without a `join`. */
  rooms: string[];
}

export interface Status {
  /**
   * - `connecting`: for the first time
   * - `online`
   * - `reconnecting`: at `retryAt`; or right now, where there is none
   * - `offline`: as `reconnecting`, and the browser knows of no network
   * - `closed`: for good, until `connect()`; `reason` tells why
   */
  state: 'connecting' | 'online' | 'reconnecting' | 'offline' | 'closed';
  /** When the next attempt is, in milliseconds since the epoch, as `Date.now()`. */
  retryAt?: number;
  /** How the events come, to this tab or to the one that has the connection. */
  transport?: 'websocket' | 'sse' | 'poll';
  /** Whether this tab has the connection that all tabs share. */
  leader: boolean;
  /** How many events this tab missed and was brought by the last reconnect; it grows while they come. */
  caughtUp: number;
  /** Commands that wait to be acknowledged. */
  queued: number;
  /**
   * Why it is closed: `client` (by `close()`), `unauthorized` (the service takes no token that `token()` gives),
   * `disconnected` (by an administrator), `evicted` (too many connections of this user), `forbidden`, `invalid`.
   */
  reason?: 'client' | 'unauthorized' | 'disconnected' | 'evicted' | 'forbidden' | 'invalid';
}

/** What went over the wire of this tab's own connection. Tokens are left out. */
export interface Frame {
  direction: 'in' | 'out';
  transport: 'websocket' | 'sse' | 'poll';
  /** The whole frame, as an object. */
  frame: any;
  /** `Date.now()` */
  at: number;
}

/** Why a promise of this library is rejected. */
export class HeraldError extends Error {
  /**
   * The service's: `forbidden` `invalid` `not_found` `conflict` `rate_limited` `too_large` `unavailable`.
   * This library's: `unauthorized`; `network` (a query had no answer); `overflow` (too many commands wait already);
   * `expired` (it is not known whether a command was done, and too late to ask again); `closed`; `unsupported`
   * (the transport in use has no such command).
   */
  code:
    | 'forbidden' | 'invalid' | 'not_found' | 'conflict' | 'rate_limited' | 'too_large' | 'unavailable'
    | 'unauthorized' | 'network' | 'overflow' | 'expired' | 'closed' | 'unsupported';
  /** Of the HTTP answer, if it was one. */
  status?: number;
  /** Wrong fields, all of them at once. */
  violations?: { field: string; message: string }[];
  /** The room that could not be joined, in an `error` event. */
  room?: string;
}

export interface Options {
  /** Where the service is; the page's own origin by default. */
  url?: string | URL;
  /**
   * Gives a token that is good now; asked again before it expires and when it is refused. May be left out where the
   * cookie `herald_token` signs in. Giving nothing (`null`, `''`) means signed out: the client closes as `unauthorized`.
   * Throwing means that there is none at the moment: the client tries again later.
   */
  token?: () => string | null | undefined | Promise<string | null | undefined>;
  /** Joined at once; a failure is told as an `error` event. */
  rooms?: string[];
  /**
   * One connection for all tabs of this origin that are signed in as the same user. True by default; false gives this
   * object a connection of its own. Without Web Locks or BroadcastChannel each tab has its own anyway.
   */
  share?: boolean;
  /** Go on where this tab was before it was reloaded, or closed and restored (`sessionStorage`). False by default. */
  resume?: boolean;
  /** In the order in which they are tried; all three by default. */
  transports?: ('websocket' | 'sse' | 'poll')[];
  /** How many commands may wait. 100 by default. */
  queue?: number;
}

/** What happens, by name. None of these can be an event that somebody sends: the service keeps the names to itself. */
export interface Events {
  /** Every envelope, of whatever name. */
  '*': Envelope;
  notification: Envelope<Notification>;
  /** `data` is what was sent: `content`, and whatever else. */
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
  /** A connection is there, or is there again. */
  ready: Ready;
  reset: Reset;
  /** A room cannot be followed: for the first time, or because the right to it was taken away meanwhile. It is not tried again. */
  error: HeraldError;
  /** Any change of `status`. */
  'session.status': Status;
  /** A room is followed from here on: by a join, or again after the connection was lost. */
  'session.joined': { room: string };
  /** Each frame of this tab's own connection; for looking at, not for working with. */
  'session.frame': Frame;
  /** The count of unread notifications changed, by whatever device. */
  'inbox.badge': Badge;
}

/** The promise of an acknowledgement: resolved when the event is in the log. */
export type Sent = Promise<{ id: string | null }>;

export class Herald {
  constructor(options?: Options);

  /** As it is now; a new object at each change. */
  readonly status: Status;
  /** The `sub` of the token; undefined until there is one, or with a cookie. */
  readonly user?: string;

  /** Calls `f` whenever it happens, and returns the function that ends it. What `f` throws is reported, and stops nothing. */
  on<E extends keyof Events>(event: E, f: (what: Events[E]) => void): () => void;
  on(event: string, f: (what: Envelope) => void): () => void;

  /**
   * Follows a room, until `leave`; over cuts and reloads of the connection, not of the page. Resolved when it is followed
   * and what its history holds after `cursor` was delivered; says who is in. Joining again replaces `where`.
   *
   * Where some of what came after `cursor` is gone, that is told by a `reset` that names the room, before what is still
   * there is delivered. A room that keeps its messages is read as far back as it keeps them.
   *
   * A reconnect resumes all rooms. If the service forbids one meanwhile, the library drops it, emits an `error` with its name,
   * and resumes the others.
   *
   * @throws HeraldError `forbidden` or `invalid`: the room is not tried again
   */
  join(room: string, options?: { where?: Where; cursor?: string }): Promise<Presence>;
  leave(room: string): Promise<void>;

  /**
   * Sends a `message`. Waits for a connection if there is none, is repeated under the same id until it is acknowledged,
   * and done once. Messages and events of one tab arrive in the order in which they were sent.
   *
   * @param more goes into the message's data beside `content`; `echo: false` leaves out the connection that sends
   * @throws HeraldError `overflow` at once where too many wait already
   */
  send(room: string, content: unknown, more?: Record<string, unknown>): Sent;
  edit(room: string, id: string, content: unknown): Sent;
  /** Takes a message's content away. */
  delete(room: string, id: string): Sent;
  /** Sends any other event. An ephemeral one does not wait for a connection: `unavailable` without. */
  emit(room: string, event: string, data: unknown, options?: { ephemeral?: boolean; conflate?: string }): Sent;
  /**
   * To be called at each keystroke: says so every three seconds at most, and the service says stop five seconds after
   * the last. False says stop now. Never fails, and does nothing over SSE and long poll.
   */
  typing(room: string, is?: boolean): void;

  /** A page, newest first; `next` goes into `before` of the next call, and is absent at the end. With `after`, oldest first. */
  history(
    room: string,
    options?: { before?: string; after?: string; limit?: number },
  ): Promise<{
    events: Envelope[];
    next?: string;
    /** With `after`: some of what came after it is gone. */
    reset?: boolean;
  }>;

  readonly inbox: {
    /** As far as known; kept up over all devices. `inbox.badge` tells of changes. */
    readonly badge: Badge;
    list(options?: {
      status?: 'unread' | 'read' | 'archived' | 'all';
      category?: string;
      limit?: number;
      before?: string;
    }): Promise<{ items: InboxItem[]; next?: string; unread: number }>;
    unread(): Promise<{ unread: number; byCategory: Record<string, number> }>;
    /** One; all up to one and with it; all of a category; or all. */
    read(which?: string | { upTo: string } | { category: string }): Promise<Badge>;
    unreadItem(id: string): Promise<Badge>;
    archive(id: string): Promise<Badge>;
    /** It never comes back. */
    remove(id: string): Promise<void>;
    /** Reads them, or sets and reads them. */
    preferences(set?: Preferences): Promise<Preferences>;
  };

  readonly presence: {
    /** Who is in a room, over all instances. */
    of(room: string): Promise<Presence>;
    /** Calls `f` with who is in, now and at each change, until the returned function is called. Join the room besides. */
    watch(room: string, f: (users: Present[]) => void): () => void;
    /**
     * Replaces the user's state, in one room or in all that are followed; given again after each reconnect.
     *
     * @throws HeraldError `unsupported` over SSE and long poll, `unavailable` without a connection: the state is given as
     * soon as there is a WebSocket, and nothing else is disturbed
     */
    update(state: Record<string, unknown>, room?: string): Promise<void>;
  };

  /** Any other call of the API, such as `request('POST', 'notifications', {…})`; the path is below `/api/v1/`. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<any>;

  /** Cuts the connection, and comes back with the cursor: now, or after `close()`, or after having been evicted. */
  connect(): void;
  /** Leaves for good: what waits is rejected as `closed`. */
  close(): void;
}

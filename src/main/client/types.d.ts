import type { Badge, Envelope, Options, Presence, Ready, Status, Where } from 'herald-push-client';

/** The types that the modules of the client share. */

export type Transport = NonNullable<Status['transport']>;
/** `leader` and what follows it in `Status` are of each tab. */
export type ConnectionStatus = Pick<Status, 'state' | 'retryAt' | 'transport' | 'reason'>;

/** Why an attempt or a connection has ended. */
export interface Loss {
  code?: string;
  /** Why the client closes: it does not reconnect. */
  fatal?: string | false;
  /** Reconnect at once. */
  isImmediate?: boolean;
  /** The least time before the next attempt, in milliseconds. */
  retryAfter?: number;
  /** A probe has reached the service: the transport is at fault. */
  isReachable?: boolean;
  /** The user leaves. */
  isExplicit?: boolean;
}

/** A `HeraldError`, with the details that the client uses itself. */
export interface Failure extends Error, Loss {
  code: string;
  status?: number;
  violations?: { field: string; message: string }[];
  room?: string;
}

export type Command = (event: string, data: object, id?: string) => Promise<any>;

/** A frame of the service: an envelope, or an event of the connection. */
export type Received = Partial<Envelope> & { event: string };

export type ReadyData = Ready & { heartbeat?: string };

/** What the connection tells all tabs. An envelope has no event of its own. */
export interface Update {
  event?: string;
  data?: any;
  /** Of `ready`: the rooms in its query. */
  named?: string[];
  /** Of `ready`: when the connection came back; falsy for the first one. */
  reconnectedAt?: number | string | false;
}

/** A room that a tab follows. */
export type RoomEntry = [name: string, where: Where | undefined, live: boolean | undefined];

export interface FollowedRoom {
  /** Those that follow it. */
  tabs: Set<string>;
  /** The filter, if all tabs have the same. */
  where?: Where;
  /** Whether a connection has followed it: the next one resumes it. */
  live?: boolean;
  /** Set if the service has allowed the room. */
  allowed?: Presence | boolean | null;
  /** Joins in flight. */
  pending: Pending[];
}

export interface Pending {
  resolve(value: any): void;
  reject(error: unknown): void;
}

/** A room as its tab sees it. */
export interface JoinedRoom {
  where?: Where;
  live?: boolean;
  pendingJoins: number;
  /** What has arrived while older events were being read. */
  buffer: Envelope[];
}

/** The state of a page that a new tab takes over. */
export interface SharedState {
  rooms?: string[];
  badge: Badge;
}

/** What the other modules use of a page. */
export interface Page {
  options: Options;
  getStatus(): Status;
  getRooms(): RoomEntry[];
  getState(): SharedState;
  initialize(state: SharedState & { status: ConnectionStatus }, reconnectedAt?: number | string | false): void;
  receive(update: Update): void;
  show(frame: object): void;
  setQueued(length: number): void;
}

/** A message between tabs. */
export interface TabMessage {
  type: 'tab' | 'leader' | 'update' | 'request' | 'response' | 'stop' | 'wake' | 'reconnect';
  from: string;
  to?: string;
  [more: string]: any;
}

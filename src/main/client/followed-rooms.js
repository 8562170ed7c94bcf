import { encode, HeraldError, isTemporary, SECOND } from './basics.js';

/**
 * @import { Presence, Where } from 'herald-push-client'
 * @import { Connection, Session } from './connection.js'
 * @import { Failure, FollowedRoom, ReadyData, RoomEntry } from './types.js'
 */

// Proxies accept 8 KiB for the whole request line.
const MAX_LENGTH = 6_000;

/** The rooms that the tabs follow over their connection, which extends this class. */
export class FollowedRooms {
  /** Those in the query of the connection, or of the attempt in progress. @type {string[]} */
  named = [];
  /** @type {Map<string, FollowedRoom>} */
  #rooms = new Map();

  /**
   * Returns the rooms that the next connection follows from its start. The service refuses all of them if one is forbidden,
   * so the client first checks each room that may be. A socket joins by command: new rooms, and those that do not fit into
   * the URL.
   *
   * @this {Connection}
   * @param {boolean} [isSocket]
   */
  async queryRooms(isSocket) {
    let length = 0;
    this.named = [];
    for (const [name, room] of this.#rooms) {
      if (isSocket && (!room.live || (length += encode(name).length + 6) > MAX_LENGTH)) continue;
      room.allowed ||= /** @type {Presence | undefined} */ (await this.api.presence(name).catch((error) => {
        if (isTemporary(error)) throw error;
        this.#drop(name, error);
      }));
      if (room.allowed) this.named.push(name);
    }
    return this.named;
  }

  /** Makes the next attempt check each room. Returns whether there is one. */
  uncheckRooms() {
    this.#rooms.forEach((room) => (room.allowed = null));
    return this.#rooms.size > 0;
  }

  /** Continues with a new connection. @this {Connection} @param {ReadyData} data */
  resumeRooms({ rooms, cursor }) {
    const { sendCommand } = this.session;
    this.#rooms.forEach((room, name) => {
      const isFollowed = (sendCommand ? rooms : this.named).includes(name);
      // The query has no filters, and only the answer to a join contains the presence.
      if (sendCommand && (!isFollowed || room.where || room.pending[0])) this.#join(name, !isFollowed && room.live && cursor);
      else if (isFollowed) this.#onJoined(name, room, room.allowed);
      // It was joined after the query was made.
      else this.disconnect({ isImmediate: true });
    });
  }

  /** Sends `room.join`. If that fails temporarily, the next connection repeats it. @this {Connection} @param {string} name @param {string | false} [cursor] */
  async #join(name, cursor) {
    const room = /** @type {FollowedRoom} */ (this.#rooms.get(name));
    const session = /** @type {Required<Session>} */ (this.session);
    if (cursor) session.replays++;
    try {
      const users = await session.sendCommand('room.join', { room: name, where: room.where, cursor: cursor || undefined });
      this.#onJoined(name, room, users);
    } catch (/** @type {any} */ error) {
      if (error.code === 'lost') return;
      if (isTemporary(error)) return this.disconnect({ retryAfter: SECOND });
      // A room that was left and joined again has a command of its own.
      if (this.#rooms.get(name) === room) this.#drop(name, error);
    }
    if (cursor && session === this.session && !--session.replays) this.advance(session.latestCursor);
  }

  /** Read the presence only from here on: before, it does not contain this connection. @this {Connection} @param {string} name @param {FollowedRoom} room @param {FollowedRoom['allowed']} users */
  #onJoined(name, room, users) {
    Object.assign(room, { allowed: users, live: true });
    room.pending.splice(0).forEach((one) => one.resolve(users));
    this.publish('session.joined', { room: name, channel: `room:${name}` });
  }

  /** @this {Connection} @param {string} name @param {Failure} error */
  #drop(name, error) {
    const { code, message } = error;
    this.#rooms.get(name)?.pending.forEach((one) => one.reject(error));
    this.#rooms.delete(name);
    this.publish('error', { code, message, room: name });
  }

  /**
   * Adds the rooms that a tab follows, including those that it joined under an earlier leader. Returns whether to rewind for them.
   *
   * @this {Connection}
   * @param {string} tab
   * @param {RoomEntry[]} rooms
   */
  addTab(tab, rooms) {
    /** @type {unknown} */
    let isLate;
    for (const [name, where, live] of rooms) {
      isLate ||= live && this.session.openedAt && !this.#rooms.has(name);
      this.#add(tab, name, where, live);
    }
    return isLate;
  }

  /** Each tab filters for itself. The service filters if all tabs have the same filter. @param {string} tab @param {string} name @param {Where} [where] @param {boolean} [live] */
  #add(tab, name, where, live) {
    const room = this.#rooms.get(name) ?? { tabs: new Set(), where, live, allowed: live, pending: [] };
    const isSame = JSON.stringify(room.where) === JSON.stringify(where);
    if (!isSame) room.where = room.tabs.size === 1 && room.tabs.has(tab) ? where : undefined;
    room.tabs.add(tab);
    this.#rooms.set(name, room);
    return isSame;
  }

  /** @this {Connection} @param {string} tab @param {string} name @param {Where} [where] @returns {Promise<Presence>} */
  async join(tab, name, where) {
    const isSame = this.#add(tab, name, where);
    const room = /** @type {FollowedRoom} */ (this.#rooms.get(name));
    if (isSame && room.live) return this.api.presence(name);
    room.allowed = null;
    return new Promise((resolve, reject) => {
      // The answer to a join in flight resolves all pending joins of the room.
      if (room.pending.push({ resolve, reject }) > 1 && isSame) return;
      const { session } = this;
      if (session.sendCommand) this.#join(name);
      else if (session.openedAt) this.disconnect({ isImmediate: true });
    });
  }

  /** @this {Connection} @param {string} tab @param {string} name */
  async leave(tab, name) {
    const room = this.#rooms.get(name);
    if (!room?.tabs.delete(tab) || room.tabs.size) return;
    this.#rooms.delete(name);
    room.pending.forEach((one) => one.reject(new HeraldError('closed')));
    const { session } = this;
    if (session.sendCommand) await session.sendCommand('room.leave', { room: name }).catch(() => {});
    // A connection in progress would follow it, too.
    else if (this.named.includes(name)) this.disconnect({ isImmediate: true });
  }

  /** @this {Connection} @param {string} tab */
  removeTab(tab) {
    this.#rooms.forEach((_, name) => this.leave(tab, name));
  }
}

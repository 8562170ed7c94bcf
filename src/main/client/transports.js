import { connectionLost, encode, HeraldError, query, revive, SECOND, uuid } from './basics.js';

/**
 * @import { Connection } from './connection.js'
 * @import { Command, Pending, Received } from './types.js'
 */

/** The transports in the order of preference. Each passes frames to the connection, and throws when it ends. */
export const TRANSPORTS = {
  /** @param {Connection} connection @param {AbortSignal} signal @returns {Promise<never>} */
  async websocket(connection, signal) {
    const { api } = connection;
    const token = await api.token();
    const carrier = token ? ['bearer-token-carrier', encode(`quarkus-http-upgrade#Authorization#Bearer ${token}`)] : [];
    const rooms = await connection.queryRooms(true);
    const url = api.url.replace(/^http/, 'ws') + '/ws' + query({ lastEventId: connection.cursor }, rooms);
    // The attempt may have been aborted during the requests for the token and the rooms.
    if (signal.aborted) throw signal.reason;
    const socket = new WebSocket(url, ['herald.v1.json', ...carrier]);
    /** @type {Map<string, Pending>} */
    const pending = new Map();
    /** @type {Command} */
    const command = (event, data, id = uuid()) =>
      new Promise((resolve, reject) => {
        const frame = { event, data, id };
        const text = JSON.stringify(frame);
        if (new Blob([text]).size > 65_536) throw new HeraldError('too_large');
        pending.set(id, { resolve, reject });
        socket.send(text);
        connection.show('out', event === 'session.refresh' ? { event, id } : frame);
      });
    return new Promise((_, reject) => {
      const end = (/** @type {unknown} */ error) => {
        socket.onmessage = socket.onclose = null;
        pending.forEach((one) => one.reject(error));
        reject(error);
      };
      signal.onabort = () => {
        end(signal.reason);
        // After a close with 1000 the service announces at once that the user has left.
        socket.close(signal.reason.isExplicit ? 1000 : 4000);
      };
      socket.onclose = ({ code }) => {
        if (code === 4401) api.invalidate(token);
        const fatal = /** @type {Record<number, string>} */ ({ 4403: 'disconnected', 4409: 'evicted' })[code];
        end(connectionLost({ fatal, isImmediate: code === 1012 || code === 4401, retryAfter: /** @type {number} */ (code === 1013 && 2 * SECOND) }));
      };
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        const { id, event } = frame;
        const one = /** @type {Pending | undefined} */ (!frame.channel && pending.get(id));
        connection.receive(frame, command);
        pending.delete(id);
        if (event === 'ack') one?.resolve(frame.data);
        if (event === 'error') one?.reject(revive(frame.data));
      };
    });
  },

  /**
   * Uses fetch: an EventSource exposes neither the status nor retry:, and needs a ticket in the URL.
   *
   * @param {Connection} connection
   * @param {AbortSignal} signal
   * @returns {Promise<never>}
   */
  async sse(connection, signal) {
    const response = await connection.open('stream', { lastEventId: connection.cursor }, signal);
    const reader = /** @type {ReadableStream} */ (response.body).pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    /** @type {any} */
    let retryAfter;
    for (;;) {
      const { done, value } = await reader.read().catch(() => /** @type {any} */ ({ done: true }));
      if (done) throw signal.reason ?? connectionLost({ retryAfter });
      const blocks = (rest + value).split('\n\n');
      rest = /** @type {string} */ (blocks.pop());
      for (const block of blocks) {
        const { id, event, retry, data } = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/)));
        retryAfter = retry ?? retryAfter;
        if (/evicted|unavailable/.test(event)) throw connectionLost({ retryAfter, fatal: event === 'evicted' && event });
        const frame = data && JSON.parse(data);
        if (frame) connection.receive(frame.channel ? frame : { event, cursor: id, data: frame });
      }
    }
  },

  /** @param {Connection} connection @param {AbortSignal} signal @returns {Promise<never>} */
  async poll(connection, signal) {
    for (let wait = '0s'; ; wait = '25s') {
      const response = await connection.open('poll', { cursor: connection.cursor, wait }, signal);
      const { cursor, reset, events } = await response.json().catch(() => {
        throw signal.reason ?? connectionLost();
      });
      if (wait === '0s') connection.receive({ event: 'ready', data: { recovered: !reset, cursor: connection.cursor ?? cursor } });
      if (reset) connection.receive({ event: 'reset', data: { channels: [], cursor } });
      events.forEach((/** @type {Received} */ event) => connection.receive(event));
      connection.receive({ event: 'hb', cursor });
    }
  },
};

import { HeraldError, lost, path, query, SECOND, uuid } from './basics.js';

/** The transports in the order of preference. Each passes frames to the link, and throws when it ends. */
export const TRANSPORTS = {
  async websocket(link, signal) {
    const { api } = link;
    const token = await api.token();
    const carrier = token ? ['bearer-token-carrier', path(`quarkus-http-upgrade#Authorization#Bearer ${token}`)] : [];
    const address = api.url.replace(/^http/, 'ws') + '/ws' + query({ lastEventId: link.cursor }, await link.name(true));
    // It may have been cut while it asked for the token and the rooms.
    if (signal.aborted) throw signal.reason;
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
        // With 1000 the service would announce at once that the user has left.
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

  /** Uses fetch: an EventSource exposes neither the status nor retry:, and needs a ticket in the URL. */
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

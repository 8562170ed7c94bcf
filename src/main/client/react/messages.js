/** @import { Herald } from 'herald-push-client' */
/** @import { Message } from 'herald-push-client/react' */
import { joinShared } from './shared.js';

/**
 * The messages of a room, oldest first: its history, and each that arrives. It is active while it has a listener.
 *
 * @param {Herald} herald
 * @param {string} room
 * @param {number} limit of a page
 */
export function createMessages(herald, room, limit) {
  const channel = `room:${room}`;
  /** @type {{ messages: Message[], loading: boolean, error?: Error, hasMore: boolean }} */
  let state = { messages: [], loading: true, hasMore: false };
  let changed = () => {};
  /** @type {string | undefined} */
  let next;
  let latest = 0;

  /** @param {Partial<typeof state>} more */
  const update = (more) => {
    state = { ...state, ...more };
    changed();
  };

  /** @param {string} [before] */
  async function read(before) {
    const own = ++latest;
    update({ loading: true, error: undefined });
    try {
      const page = await herald.history(room, { limit, before });
      if (own !== latest) return;
      next = page.next;
      const older = /** @type {Message[]} */ (page.events.filter(({ event }) => event === 'message').reverse());
      const ids = new Set(older.map(({ id }) => id));
      // What has arrived meanwhile is in both.
      update({ messages: [...older, ...state.messages.filter(({ id }) => !ids.has(id))], loading: false, hasMore: Boolean(next) });
    } catch (error) {
      if (own === latest) update({ loading: false, error: /** @type {Error} */ (error) });
    }
  }

  /** @param {string} id @param {(message: Message) => Message} change */
  const replace = (id, change) => update({ messages: state.messages.map((one) => (one.id === id ? change(one) : one)) });

  /** A page of the history may contain the message before it arrives. @param {Message} message */
  const add = (message) => state.messages.some(({ id }) => id === message.id) || update({ messages: [...state.messages, message] });

  return {
    state: () => state,
    loadMore: async () => (next && !state.loading ? read(next) : undefined),
    /** @param {() => void} listener */
    subscribe(listener) {
      changed = listener;
      const { joined, leave } = joinShared(herald, room);
      const removals = [
        herald.on('message', (one) => one.channel === channel && add(/** @type {Message} */ (one))),
        herald.on('message.edited', ({ channel: of, data: { id, ...data } }) => of === channel && replace(id, (one) => ({ ...one, data: { ...one.data, ...data }, edited: true }))),
        herald.on('message.deleted', ({ channel: of, data }) => of === channel && replace(data.id, (one) => ({ ...one, data: {}, deleted: true }))),
        herald.on('reset', ({ channels }) => {
          if (channels[0] && !channels.includes(channel)) return;
          state = { ...state, messages: [] };
          read();
        }),
      ];
      joined.then(() => read(), (error) => update({ loading: false, error }));
      return () => {
        latest++;
        changed = () => {};
        removals.forEach((remove) => remove());
        leave();
      };
    },
  };
}

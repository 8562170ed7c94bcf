/** Components and hooks for React; herald-react.d.ts documents them. */
import { createElement, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { createInboxList } from '../components/view/inbox-list.js';
import { createMessages } from './messages.js';
import { joinShared } from './shared.js';

/** @import { Present, Status } from 'herald-push-client' */
/** @import { Client, InboxProps } from 'herald-push-client/react' */

const none = () => () => {};
/** What a server renders, and the browser before it has a client. */
const STATUS = /** @type {const} @satisfies {Status} */ ({ state: 'connecting', leader: false, caughtUp: 0, queued: 0 });
const INBOX = { items: [], unread: 0, loading: true, hasMore: false };
const MESSAGES = { messages: [], loading: true, hasMore: false };
const noMessages = () => MESSAGES;
const noInbox = () => INBOX;
const unavailable = async () => {
  throw new Error('There is no client yet.');
};
const NO_CHANGES = { loadMore: unavailable, reload: unavailable, read: unavailable, unreadItem: unavailable, archive: unavailable, remove: unavailable, readAll: unavailable };

/** @param {Client} herald */
export function useHerald(herald) {
  const subscribe = useCallback((/** @type {() => void} */ changed) => herald?.on('session.status', changed) ?? none(), [herald]);
  return useSyncExternalStore(subscribe, () => herald?.status ?? STATUS, () => STATUS);
}

/** @param {Client} herald @param {{ status?: any, category?: string, limit?: number }} [options] */
export function useInbox(herald, { status, category, limit } = {}) {
  const list = useMemo(() => (herald ? createInboxList(herald, { status, category, limit }) : null), [herald, status, category, limit]);
  const state = useSyncExternalStore(list?.subscribe ?? none, list?.state ?? noInbox, noInbox);
  const { loadMore, reload, read, unreadItem, archive, remove, readAll } = list ?? NO_CHANGES;
  return { error: undefined, ...state, loadMore, reload, read, unreadItem, archive, remove, readAll };
}

/** @param {Client} herald @param {string} room @param {{ limit?: number }} [options] */
export function useMessages(herald, room, { limit = 50 } = {}) {
  const list = useMemo(() => (herald ? createMessages(herald, room, limit) : null), [herald, room, limit]);
  const state = useSyncExternalStore(list?.subscribe ?? none, list?.state ?? noMessages, noMessages);
  return { error: undefined, ...state, loadMore: list?.loadMore ?? unavailable };
}

/** @param {Client} herald @param {string} room @param {{ where?: any }} [options] */
export function useRoom(herald, room, { where } = {}) {
  const [state, setState] = useState(/** @type {{ joined: boolean, error?: Error }} */ ({ joined: false }));
  const [users, setUsers] = useState(/** @type {Present[]} */ ([]));
  const [typing, setTypists] = useState(/** @type {string[]} */ ([]));
  const filter = JSON.stringify(where);
  useEffect(() => {
    if (!herald) return;
    let isMounted = true;
    const show = (/** @type {{ joined: boolean, error?: Error }} */ next) => isMounted && setState(next);
    const { joined, leave } = joinShared(herald, room, { where: filter && JSON.parse(filter) });
    // A client receives no presence event for its own join.
    joined.then((now) => {
      show({ joined: true });
      if (isMounted) setUsers(now.users);
    }, (error) => show({ joined: false, error }));
    const on = (/** @type {'typing.start' | 'typing.stop'} */ event, /** @type {(all: string[], user: string) => string[]} */ change) =>
      herald.on(event, ({ channel, data }) => channel === `room:${room}` && setTypists((all) => change(all.filter((one) => one !== data.user), data.user)));
    const removals = [
      herald.presence.watch(room, setUsers),
      on('typing.start', (others, user) => [...others, user]),
      on('typing.stop', (others) => others),
      // A connection that was lost gets no typing.stop.
      herald.on('session.status', ({ state }) => state === 'online' || setTypists([])),
      herald.on('error', (error) => error.room === room && show({ joined: false, error })),
    ];
    return () => {
      isMounted = false;
      removals.forEach((remove) => remove());
      leave();
      setState({ joined: false });
      setUsers([]);
      setTypists([]);
    };
  }, [herald, room, filter]);
  const send = useCallback((/** @type {unknown} */ content, /** @type {Record<string, unknown>} */ more) => herald?.send(room, content, more) ?? unavailable(), [herald, room]);
  const setTyping = useCallback((/** @type {boolean} */ is) => herald?.typing(room, is), [herald, room]);
  return { error: undefined, ...state, users, typing, send, setTyping };
}

/** @param {Client} herald @param {string} room */
export const usePresence = (herald, room) => useRoom(herald, room).users;

/** @param {string} tag @param {Record<string, string>} [attributes] */
const component = (tag, attributes) => (/** @type {InboxProps} */ { herald, texts, onSelect, className, ...rest }) => {
  const ref = useRef(/** @type {any} */ (null));
  useEffect(() => {
    // A server has no custom elements, so that the module is loaded in the browser only.
    import('./herald-inbox.js').catch(reportError);
  }, []);
  useEffect(() => {
    const element = ref.current;
    element.herald = herald ?? undefined;
    return () => {
      element.herald = undefined;
    };
  }, [herald]);
  useEffect(() => {
    ref.current.texts = texts;
  }, [texts]);
  useEffect(() => {
    const element = ref.current;
    const select = (/** @type {CustomEvent} */ event) => onSelect?.(event.detail, event);
    element.addEventListener('herald-select', select);
    return () => element.removeEventListener('herald-select', select);
  }, [onSelect]);
  return createElement(tag, { ref, ...attributes, ...(className && { class: className }), ...rest });
};

export const Bell = component('herald-inbox');
export const Inbox = component('herald-inbox', { mode: 'page' });
export const Toasts = component('herald-toasts');

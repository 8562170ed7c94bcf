/*! Herald for React, Apache-2.0: the client's state as hooks. */

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

/** The connection's status, as it is now. Make the client once, outside of components, and pass it. */
export function useHerald(herald) {
  const subscribe = useCallback((changed) => herald.on('session.status', changed), [herald]);
  return useSyncExternalStore(subscribe, () => herald.status);
}

/** The newest items and the badge, over all devices. The page of the inbox is read again whenever it may have changed. */
export function useInbox(herald, query = {}) {
  const [page, setPage] = useState({ items: [], unread: herald.inbox.badge.unread });
  const key = JSON.stringify(query);
  useEffect(() => {
    let asked = 0;
    const read = async () => {
      const mine = ++asked;
      const next = await herald.inbox.list(JSON.parse(key)).catch(() => null);
      if (next && mine === asked) setPage(next);
    };
    const count = ({ unread }) => {
      setPage((now) => ({ ...now, unread }));
      read();
    };
    const offs = [herald.on('inbox.badge', count), herald.on('inbox.changed', read), herald.on('reset', read)];
    read();
    return () => {
      asked = NaN;
      offs.forEach((off) => off());
    };
  }, [herald, key]);
  return page;
}

/** Who is in a room, which is joined for as long as the component is there. */
export function usePresence(herald, room) {
  const [users, setUsers] = useState([]);
  useEffect(() => {
    herald.join(room).catch(() => setUsers([]));
    const off = herald.presence.watch(room, setUsers);
    return () => {
      off();
      herald.leave(room).catch(() => {});
    };
  }, [herald, room]);
  return users;
}

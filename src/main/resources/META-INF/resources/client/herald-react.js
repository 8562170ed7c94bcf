/*! Herald for React, Apache-2.0: hooks for the state of the client. */

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

/** Returns the current status of the connection. Create the client once, outside of components. */
export function useHerald(herald) {
  const subscribe = useCallback((changed) => herald.on('session.status', changed), [herald]);
  return useSyncExternalStore(subscribe, () => herald.status);
}

/** Returns the newest items and the badge, over all devices. Reads the page again whenever it may have changed. */
export function useInbox(herald, query = {}) {
  const [page, setPage] = useState({ items: [] });
  const [unread, setUnread] = useState(herald.inbox.badge.unread);
  const key = JSON.stringify(query);
  useEffect(() => {
    let latest = 0;
    const read = async () => {
      const own = ++latest;
      const next = await herald.inbox.list(JSON.parse(key)).catch(() => null);
      if (next && own === latest) setPage(next);
    };
    // A pushed notification is in the inbox a little later.
    let timer;
    const readLater = () => {
      clearTimeout(timer);
      timer = setTimeout(read, 1_000);
    };
    const removals = [
      herald.on('inbox.badge', (badge) => setUnread(badge.unread)),
      ...['notification', 'notification.withdrawn', 'notification.replaced'].map((event) => herald.on(event, readLater)),
      ...['inbox.changed', 'ready'].map((event) => herald.on(event, read)),
    ];
    setUnread(herald.inbox.badge.unread);
    read();
    return () => {
      latest = NaN;
      clearTimeout(timer);
      removals.forEach((remove) => remove());
    };
  }, [herald, key]);
  return { ...page, unread };
}

/** Returns the users in a room, and joins the room while the component is mounted. */
export function usePresence(herald, room) {
  const [users, setUsers] = useState([]);
  useEffect(() => {
    let isMounted = true;
    // A client receives no presence event for its own join.
    herald.join(room).then((now) => isMounted && setUsers(now.users), () => {});
    const stop = herald.presence.watch(room, setUsers);
    return () => {
      isMounted = false;
      stop();
      herald.leave(room).catch(() => {});
    };
  }, [herald, room]);
  return users;
}

import { Bell, Inbox, Toasts, useHerald, useInbox, useMessages, usePresence, useRoom, type Client } from 'herald-push-client/react';

/** Every hook and component, without a client on the server. */
export function Page({ herald }: { herald: Client }) {
  const { state } = useHerald(herald);
  const { items, unread, loading, error, hasMore, loadMore, read, archive, remove } = useInbox(herald, { limit: 10 });
  const { messages } = useMessages(herald, 'ops');
  const { joined, typing, send } = useRoom(herald, 'ops');
  const users = usePresence(herald, 'ops');
  return (
    <main>
      <Bell herald={herald} onSelect={(item) => console.log(item.title)} className="bell" />
      <Inbox herald={herald} texts={{ title: 'News' }} />
      <Toasts herald={herald} position="top-end" />
      <p>{`${state} ${items.length} ${unread} ${loading} ${error} ${hasMore} ${messages.length} ${joined} ${typing.length} ${users.length}`}</p>
      <button onClick={() => [loadMore(), read('1'), archive('1'), remove('1'), send('Hello')]}>All</button>
    </main>
  );
}

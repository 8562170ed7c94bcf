import { Herald } from 'herald-push-client';
import { useHerald, useInbox, useMessages, usePresence, useRoom } from 'herald-push-client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

declare const signed: () => Promise<string>;
declare const room: string;
/** A test may change the connection before the hooks use it. */
declare const prepare: ((herald: Herald) => void) | undefined;
const herald = new Herald({ url: '/', token: () => signed() });
if (typeof prepare !== 'undefined') prepare(herald);

/** What the hooks return is in `window.hooks`. */
function Page() {
  const { state } = useHerald(herald);
  const inbox = useInbox(herald, { limit: 2 });
  const { messages } = useMessages(herald, room);
  const { joined, send } = useRoom(herald, room);
  const present = usePresence(herald, room);
  Object.assign(window, { hooks: { state, inbox, messages, joined, send, present } });
  return <p>{state}</p>;
}

createRoot(document.body).render(<StrictMode><Page /></StrictMode>);

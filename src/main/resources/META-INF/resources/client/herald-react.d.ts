import type { Herald, InboxItem, Present, Status } from './herald.js';

/** Returns the current status of the connection. Create the client once, outside of components. */
export function useHerald(herald: Herald): Status;

/** Returns the newest items and the badge, over all devices. Reads the page again whenever it may have changed. */
export function useInbox(
  herald: Herald,
  query?: { status?: 'unread' | 'read' | 'archived' | 'all'; category?: string; limit?: number },
): { items: InboxItem[]; next?: string; unread: number };

/** Returns the users in a room, and joins the room while the component is mounted. */
export function usePresence(herald: Herald, room: string): Present[];

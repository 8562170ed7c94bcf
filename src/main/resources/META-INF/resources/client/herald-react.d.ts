import type { Herald, InboxItem, Present, Status } from './herald.js';

/** The connection's status, as it is now. Make the client once, outside of components, and pass it. */
export function useHerald(herald: Herald): Status;

/** The newest items and the badge, over all devices. Read again whenever it may have changed. */
export function useInbox(
  herald: Herald,
  query?: { status?: 'unread' | 'read' | 'archived' | 'all'; category?: string; limit?: number },
): { items: InboxItem[]; next?: string; unread: number };

/** Who is in a room, which is joined for as long as the component is there. */
export function usePresence(herald: Herald, room: string): Present[];

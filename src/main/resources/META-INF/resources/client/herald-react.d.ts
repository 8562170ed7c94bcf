import type { ReactElement } from 'react';
import type { Envelope, Herald, InboxItem, Notification, Present, Status, Where } from './herald.js';
import type { InboxListOptions, InboxListState, Texts } from './herald-inbox.js';

/**
 * The client of the page: create it once, outside of components. On a server that renders pages there is none; the hooks then
 * return their initial state:
 *
 *     const herald = typeof window === 'undefined' ? undefined : new Herald({ … });
 */
export type Client = Herald | null | undefined;

/** Returns the current status of the connection. */
export function useHerald(herald: Client): Status;

export interface UseInbox extends InboxListState {
  loadMore(): Promise<void>;
  reload(): Promise<void>;
  /** Each change is shown at once. If the service rejects it, the list is read again and the promise rejects. */
  read(id: string): Promise<void>;
  unreadItem(id: string): Promise<void>;
  archive(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  readAll(): Promise<void>;
}

/** Returns a list of the inbox, which follows all changes on any device. */
export function useInbox(herald: Client, options?: InboxListOptions): UseInbox;

export interface UseRoom {
  /** True while the connection follows the room. */
  joined: boolean;
  /** Why the service refused the room. */
  error?: Error;
  /** The users in the room, over all instances. */
  users: Present[];
  /** The users who are typing, without this one. */
  typing: string[];
  send(content: unknown, more?: Record<string, unknown>): Promise<{ id: string | null }>;
  /** Call it at each keystroke. */
  setTyping(is?: boolean): void;
}

/** Joins a room while a component with one of these hooks is mounted. */
export function useRoom(herald: Client, room: string, options?: { where?: Where }): UseRoom;

/** A message of a room. `data` has no `content` if the message was deleted. */
export type Message = Envelope<{ content?: any; [more: string]: any }> & { id: string; edited?: boolean; deleted?: boolean };

export interface UseMessages {
  /** Oldest first. */
  messages: Message[];
  loading: boolean;
  error?: Error;
  hasMore: boolean;
  /** Reads older messages. */
  loadMore(): Promise<void>;
}

/** Joins a room, and returns its messages: the last ones of its history, and each that is sent. */
export function useMessages(herald: Client, room: string, options?: { limit?: number }): UseMessages;

/** Joins a room, and returns the users in it. */
export function usePresence(herald: Client, room: string): Present[];

export interface InboxProps {
  herald: Client;
  /** Texts that replace those of the language. */
  texts?: Partial<Texts>;
  /** Called when the user selects a notification. `event.preventDefault()` keeps its link from being followed. */
  onSelect?(item: InboxItem | Notification, event: Event): void;
  className?: string;
  id?: string;
  lang?: string;
  dir?: 'ltr' | 'rtl';
  theme?: 'light' | 'dark';
  /** The service worker of the site, for Web Push. */
  worker?: string;
  /** Names of categories for the settings, separated by spaces. */
  categories?: string;
}

/** A bell with the number of unread notifications, which opens the inbox (`<herald-inbox>`). */
export function Bell(props: InboxProps): ReactElement;
/** The inbox itself (`<herald-inbox mode="page">`). */
export function Inbox(props: InboxProps): ReactElement;
/** Shows each notification that arrives for a few seconds (`<herald-toasts>`). */
export function Toasts(props: InboxProps & { position?: 'bottom-end' | 'bottom-start' | 'top-end' | 'top-start' }): ReactElement;

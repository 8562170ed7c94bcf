import type { Herald, InboxItem, Notification } from './herald.js';

export type { Herald, InboxItem, Notification };

/** A text for each plural category of the language (`Intl.PluralRules`), with `#` for the number. */
export type PluralText = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** The texts of the components. */
export interface Texts {
  title: string;
  /** The number of unread notifications, for screen readers. */
  count: PluralText;
  /** The name of the region of toasts, for screen readers. */
  toasts: string;
  /** `#` is the title of the notification. */
  arrived: string;
  all: string;
  unread: string;
  read: string;
  archived: string;
  category: string;
  allCategories: string;
  readAll: string;
  markRead: string;
  markUnread: string;
  archive: string;
  remove: string;
  wasArchived: string;
  wasRemoved: string;
  undo: string;
  more: string;
  loading: string;
  empty: string;
  emptyUnread: string;
  emptyRead: string;
  emptyArchived: string;
  failed: string;
  unsaved: string;
  retry: string;
  offline: string;
  closed: string;
  signedOut: string;
  connect: string;
  settings: string;
  back: string;
  close: string;
  info: string;
  success: string;
  warning: string;
  error: string;
  // Of the settings:
  ask?: string;
  turnOn?: string;
  later?: string;
  push?: string;
  pushInfo?: string;
  denied?: string;
  homeScreen?: string;
  categories?: string;
  notify?: string;
  inboxOnly?: string;
  mute?: string;
  quiet?: string;
  quietInfo?: string;
  from?: string;
  to?: string;
}

/** The texts by language: `en`, `de`, and what a site adds before it adds an element. */
export const languages: Record<string, Texts>;

declare abstract class HeraldElement extends HTMLElement {
  /**
   * The client. An element without one, and without the attributes `url` and `token-url`, uses the client of the first
   * element of the page that has one.
   */
  get herald(): Herald | undefined;
  set herald(herald: Herald | undefined);
  /** Texts that replace those of the language. */
  get texts(): Partial<Texts> | undefined;
  set texts(texts: Partial<Texts> | undefined);
}

/** `<herald-inbox>`: a bell that opens the inbox, or with `mode="page"` the inbox itself. docs/components.md describes its attributes. */
export class HeraldInbox extends HeraldElement {
  /** The number at the bell. */
  readonly unread: number;
  /** Shows the list. */
  open(): void;
  close(): void;
}

/** `<herald-toasts>`: shows each notification that arrives for a few seconds. */
export class HeraldToasts extends HeraldElement {
  /** Shows a message of the page itself, or a notification, as if it had arrived. */
  show(message: Partial<Notification> & { title: string }): void;
}

/** What both elements dispatch when the user selects a notification. `preventDefault()` keeps its link from being followed. */
export type SelectEvent = CustomEvent<InboxItem | Notification>;

export interface InboxListOptions {
  /** `all`, the default, is what is not archived. */
  status?: 'unread' | 'read' | 'archived' | 'all';
  category?: string;
  /** The length of a page. 20 by default, 200 at most. */
  limit?: number;
}

export interface InboxListState {
  /** Newest first. */
  items: InboxItem[];
  /** The number of unread notifications of the inbox, not only of this list. */
  unread: number;
  loading: boolean;
  /** Why the list could not be read. */
  error?: Error;
  hasMore: boolean;
}

/** A list of the inbox that follows all changes, on any device, while it has a listener. */
export interface InboxList {
  /** The current state. A new object at each change. */
  state(): InboxListState;
  /** Returns a function that removes the listener. */
  subscribe(changed: () => void): () => void;
  reload(): Promise<void>;
  loadMore(): Promise<void>;
  /** Repeats a read that has failed. */
  retry(): Promise<void>;
  /** Each change is shown at once. If the service rejects it, the list is read again and the promise rejects. */
  read(id: string): Promise<void>;
  unreadItem(id: string): Promise<void>;
  archive(id: string): Promise<void>;
  /** Deletes a notification for good. */
  remove(id: string): Promise<void>;
  /** Marks all as read, or all of the category. */
  readAll(): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    'herald-inbox': HeraldInbox;
    'herald-toasts': HeraldToasts;
  }
  interface HTMLElementEventMap {
    'herald-select': SelectEvent;
  }
}

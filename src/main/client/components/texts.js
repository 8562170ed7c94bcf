/** @import { Texts } from 'herald-push-client/inbox' */

/** The texts by language; those of the settings are in their module. A text with `#` is for a number, by its plural category (`Intl.PluralRules`). @type {Record<string, Texts>} */
export const languages = {
  en: {
    title: 'Notifications',
    count: { one: '# unread notification', other: '# unread notifications' },
    toasts: 'New notifications',
    arrived: 'New notification: #',
    all: 'All',
    unread: 'Unread',
    read: 'Read',
    archived: 'Archived',
    category: 'Category',
    allCategories: 'All categories',
    readAll: 'Mark all as read',
    markRead: 'Mark as read',
    markUnread: 'Mark as unread',
    archive: 'Archive',
    remove: 'Delete',
    wasArchived: 'Archived',
    wasRemoved: 'Deleted',
    undo: 'Undo',
    more: 'Show older',
    loading: 'Loading',
    empty: 'No notifications yet',
    emptyUnread: 'No unread notifications',
    emptyRead: 'No read notifications',
    emptyArchived: 'No archived notifications',
    failed: 'Notifications could not be loaded.',
    unsaved: 'The change was not saved. Try again.',
    retry: 'Try again',
    offline: 'No connection. New notifications appear when it is back.',
    closed: 'Disconnected',
    signedOut: 'You are signed out.',
    connect: 'Connect',
    settings: 'Settings',
    back: 'Back',
    close: 'Close',
    info: 'Information',
    success: 'Success',
    warning: 'Warning',
    error: 'Error',
  },
};

/**
 * Formats texts and times in the language of an element. The language of the texts decides, so that a page never mixes two.
 *
 * @param {string} language of the page
 * @param {Partial<Texts>} [own] texts of the site, which replace single ones or bring another language
 */
export function createFormat(language, own) {
  const short = language.split('-')[0].toLowerCase();
  const locale = (languages[short] || own) && isLocale(language) ? language : 'en';
  const texts = { ...languages.en, ...languages[short], ...own };
  /** @param {Intl.DateTimeFormatOptions} options */
  const date = (options) => new Intl.DateTimeFormat(locale, options);
  const clock = date({ hour: 'numeric', minute: '2-digit' });
  const day = date({ weekday: 'long', day: 'numeric', month: 'long' });
  const exact = date({ dateStyle: 'long', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  /** @param {Date} time the start of its day */
  const startOf = (time) => new Date(time.getFullYear(), time.getMonth(), time.getDate());

  return {
    locale,
    texts,
    number: (/** @type {number} */ n) => number.format(n),
    /** @param {keyof Texts} key @param {number | string} [value] for `#` @returns {string} */
    text(key, value = '') {
      const text = texts[key] ?? key;
      if (typeof text === 'string') return text.replace('#', () => String(value));
      const category = plural.select(Number(value));
      return (text[category] ?? text.other).replace('#', number.format(Number(value)));
    },
    exact: (/** @type {string} */ time) => exact.format(new Date(time)),
    /** @param {string} time */
    day(time) {
      const then = new Date(time);
      const days = Math.round((Number(startOf(then)) - Number(startOf(new Date()))) / 86_400_000);
      const text = days < -1 ? day.format(then) : relative.format(Math.min(days, 0), 'day');
      return text[0].toLocaleUpperCase(locale) + text.slice(1);
    },
    /** @param {string} time */
    time(time) {
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(time)) / 60_000));
      if (minutes > 59) return clock.format(new Date(time));
      return minutes ? relative.format(-minutes, 'minute') : relative.format(0, 'second');
    },
  };
}

/** @param {string} language */
function isLocale(language) {
  try {
    return Boolean(Intl.DateTimeFormat.supportedLocalesOf(language)[0]);
  } catch {
    return false;
  }
}

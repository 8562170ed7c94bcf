import { h } from './dom.js';

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const SHORT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY_MS = 24 * HOUR;
const REFRESH_MS = 30_000;

export const clock = (time) => CLOCK.format(new Date(time));
export const clockWithSeconds = (time) => SECONDS.format(new Date(time));
export const exact = (time) => EXACT.format(new Date(time));
export const sameDay = (a, b) => new Date(a).toDateString() === new Date(b).toDateString();

export function day(time) {
  if (sameDay(time, Date.now())) return 'Today';
  return sameDay(time, Date.now() - DAY_MS) ? 'Yesterday' : DAY.format(new Date(time));
}

export function ago(time) {
  const age = Date.now() - new Date(time);
  if (Math.abs(age) < MINUTE) return 'just now';
  if (Math.abs(age) < HOUR) return AGO.format(-Math.round(age / MINUTE), 'minute');
  if (Math.abs(age) < DAY_MS) return AGO.format(-Math.round(age / HOUR), 'hour');
  return SHORT.format(new Date(time));
}

/** An element with the relative time, which updates itself. The tooltip shows the exact time. */
export function relativeTime(time) {
  return h('time', { datetime: time, title: exact(time), data: { ago: '' } }, ago(time));
}

setInterval(() => {
  for (const element of document.querySelectorAll('time[data-ago]')) element.textContent = ago(element.dateTime);
}, REFRESH_MS);

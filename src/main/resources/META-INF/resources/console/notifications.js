import { toast } from './toasts.js';

const TITLE_COUNT = /^\(\d+\+?\) /;
const MAX_COUNT = 99;
const $ = (id) => document.getElementById(id);

/** Shows the unread count, and announces each notification in a toast and, if allowed, by the browser. */
export function showNotifications(herald) {
  // The service worker shows what is pushed.
  let isPushed = false;
  const listeners = [
    herald.on('session.push', ({ state }) => (isPushed = state === 'subscribed')),
    herald.on('inbox.badge', ({ unread }) => showCount(unread)),
    herald.on('notification', ({ data }) => {
      toast(data, () => herald.inbox.read(data.id).catch(() => {}));
      if (!isPushed) showBrowserNotification(data);
    }),
  ];
  showCount(herald.inbox.badge?.unread ?? 0);
  return () => listeners.forEach((remove) => remove());
}

function showCount(unread) {
  const count = unread > MAX_COUNT ? `${MAX_COUNT}+` : String(unread);
  for (const id of ['badge', 'nav-unread']) {
    $(id).textContent = count;
    $(id).hidden = unread === 0;
  }
  $('bell').setAttribute('aria-label', unread === 0 ? 'Inbox' : `Inbox, ${unread} unread`);
  const title = document.title.replace(TITLE_COUNT, '');
  document.title = unread === 0 ? title : `(${count}) ${title}`;
}

/** Only with permission, and only while the page is in the background. Because of the tag, several tabs show it once. */
function showBrowserNotification({ id, title, body }) {
  if (globalThis.Notification?.permission !== 'granted' || !document.hidden) return;
  const notification = new Notification(title, { body, tag: id, icon: 'console/mark.svg' });
  notification.onclick = () => {
    focus();
    location.hash = '#/inbox';
    notification.close();
  };
}

const TITLE_COUNT = /^\(\d+\+?\) /;
const MAX_COUNT = 99;
const $ = (id) => document.getElementById(id);

/** Shows notifications by the components of the page, the unread count, and, if allowed, each notification by the browser. */
export function showNotifications(herald) {
  // The service worker shows what is pushed.
  let isPushed = false;
  const components = [$('bell'), $('toasts')];
  components.forEach((one) => (one.herald = herald));
  document.addEventListener('herald-select', onSelect);
  const listeners = [
    herald.on('session.push', ({ state }) => (isPushed = state === 'subscribed')),
    herald.on('inbox.badge', ({ unread }) => showCount(unread)),
    herald.on('notification', ({ data }) => isPushed || showBrowserNotification(data)),
    () => components.forEach((one) => (one.herald = undefined)),
    () => document.removeEventListener('herald-select', onSelect),
  ];
  showCount(herald.inbox.badge.unread);
  return () => listeners.forEach((remove) => remove());
}

/** The console stays open: a toast leads to the inbox, and a link of the inbox opens in a new tab. */
function onSelect(event) {
  event.preventDefault();
  const { link } = event.detail;
  if (event.target === $('toasts')) location.hash = '#/inbox';
  else if (link) open(link, '_blank', 'noopener,noreferrer');
}

function showCount(unread) {
  const count = unread > MAX_COUNT ? `${MAX_COUNT}+` : String(unread);
  $('nav-unread').textContent = count;
  $('nav-unread').hidden = unread === 0;
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

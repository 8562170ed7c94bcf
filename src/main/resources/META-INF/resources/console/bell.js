import { toast } from './toasts.js';

const TITLE_COUNT = /^\(\d+\+?\) /;
const MOST_SHOWN = 99;
const $ = (id) => document.getElementById(id);

/** The badge, wherever it is shown, and what calls for attention when a notification comes. */
export function bell(herald) {
  const ends = [
    herald.on('inbox.badge', ({ unread }) => count(unread)),
    herald.on('notification', ({ data }) => {
      toast(data, () => herald.inbox.read(data.id).catch(() => {}));
      notifyOutside(data);
    }),
  ];
  count(herald.inbox.badge?.unread ?? 0);
  return () => ends.forEach((end) => end());
}

function count(unread) {
  const shown = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread);
  for (const id of ['badge', 'nav-unread']) {
    $(id).textContent = shown;
    $(id).hidden = unread === 0;
  }
  $('bell').setAttribute('aria-label', unread === 0 ? 'Inbox' : `Inbox, ${unread} unread`);
  const title = document.title.replace(TITLE_COUNT, '');
  document.title = unread === 0 ? title : `(${shown}) ${title}`;
}

/** Only where the person has allowed it, and looks elsewhere. The tag lets several tabs show it once. */
function notifyOutside({ id, title, body }) {
  if (globalThis.Notification?.permission !== 'granted' || !document.hidden) return;
  const shown = new Notification(title, { body, tag: id, icon: 'console/mark.svg' });
  shown.onclick = () => {
    focus();
    location.hash = '#/inbox';
    shown.close();
  };
}

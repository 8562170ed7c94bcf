import { button, explain, h, icon } from '../dom.js';
import { openPreferences } from './preferences.js';
import { openPush, subscribe } from './push.js';

/** The component shows the list, and follows the client of the page. */
export function open({ herald }) {
  const tools = { slot: 'tools', class: 'small icon-if-narrow' };
  const inbox = h('herald-inbox', { mode: 'page', filters: 'all unread read archived', 'category-filter': true, worker: '', 'no-settings': true },
    button('Push', { ...tools, icon: 'bell', title: 'Push' }, () => openPush(herald)),
    button('Preferences', { ...tools, icon: 'settings', title: 'Preferences' }, () => openPreferences(herald)));
  return { node: h('div', { class: 'view inbox' }, permissionRequest(herald), inbox) };
}

/** The browser asks for the permission only after a click: users tend to deny a prompt that appears by itself. */
function permissionRequest(herald) {
  if (globalThis.Notification?.permission !== 'default') return null;
  const question = h('span', {}, 'Turn on desktop notifications?');
  let allow = () => Notification.requestPermission();
  const bar = h('p', { class: 'permission', hidden: true }, icon('bell'), question,
    button('Allow', { class: 'small' }, async () => {
      await allow().catch((error) => document.getElementById('toasts').show({ type: 'error', title: 'Push is not on', body: explain(error) }));
      bar.remove();
    }),
    button('Not now', { class: 'small' }, () => bar.remove()));
  herald.push.state().then(({ state }) => {
    if (state !== 'unsubscribed') return;
    question.textContent = 'Turn on desktop notifications, also while this page is closed?';
    allow = () => subscribe(herald);
  }).catch(() => {}).then(() => (bar.hidden = false));
  return bar;
}

import { openHelp } from './help.js';
import { openPreferences } from './inbox/preferences.js';
import { openPush } from './inbox/push.js';
import { shortcuts } from './shortcuts.js';

const go = (hash) => () => (location.hash = hash);
const click = (id) => () => document.getElementById(id).click();

/** Returns the commands of the palette: the views and rooms that the page shows links to, and the actions of the console. */
export function commandsOf(herald) {
  const views = [...document.querySelectorAll('.views [data-view]:not([hidden])')].map((link) =>
    ({ name: link.querySelector('span').textContent, detail: 'view', icon: link.dataset.view, run: go(link.getAttribute('href')) }));
  return [
    ...views,
    ...roomsOf(herald).map((room) => ({ name: `#${room}`, detail: 'room', icon: 'rooms', run: go(`#/rooms/${encodeURIComponent(room)}`) })),
    { name: 'Mark all notifications as read', icon: 'checks', run: () => herald.inbox.read().catch(() => {}) },
    { name: 'Preferences', detail: 'categories and quiet hours', icon: 'settings', run: () => openPreferences(herald) },
    { name: 'Push', detail: 'devices of this user', icon: 'bell', run: () => openPush(herald) },
    { name: 'Change the theme', icon: 'auto', run: click('theme') },
    { name: 'Reconnect', icon: 'play', run: () => herald.connect() },
    { name: 'Keyboard shortcuts', icon: 'info', run: () => openHelp(shortcuts) },
    { name: 'Sign out', icon: 'out', run: click('sign-out') },
  ];
}

function roomsOf(herald) {
  try {
    const visited = JSON.parse(sessionStorage.getItem(`herald.rooms.${herald.user}`)) ?? [];
    const shown = [...document.querySelectorAll('.room-list li a')].map((link) => decodeURIComponent(link.hash.replace('#/rooms/', '')));
    return [...new Set([...visited, ...shown])].sort((a, b) => a.localeCompare(b));
  } catch {
    return [];
  }
}

import { noAccess } from '../access.js';
import { h } from '../dom.js';
import { list, LISTS } from './lists.js';
import { roomPage } from './room.js';
import { tokenPlayground } from './tokens.js';
import { userPage } from './user.js';

const TABS = { connections: 'Connections', users: 'Users', rooms: 'Rooms', tokens: 'Tokens' };
const PAGES = { users: userPage, rooms: roomPage };

/** Who is connected, on all instances. The argument is a list, and optionally the name of a user or of a room: `users/alice`. */
export function open({ herald, session, argument }) {
  if (!session.isAdmin) return { node: noAccess('explorer', 'For administrators', 'The explorer needs the admin group.') };
  let current = null;
  const tabs = h('nav', { class: 'segments', 'aria-label': 'Explorer' }, ...Object.entries(TABS).map(([name, label]) =>
    h('a', { href: `#/explorer/${name}`, data: { tab: name } }, label)));
  const pane = h('div', { class: 'explorer-pane' });

  function page(tab, name) {
    if (tab === 'tokens') return tokenPlayground(herald);
    return name && PAGES[tab] ? PAGES[tab](herald, name) : list(herald, LISTS[tab] ? tab : 'connections');
  }

  function show(path) {
    const [tab, name] = /^([^/]*)\/?(.*)$/.exec(path || 'connections').slice(1);
    current?.close();
    current = page(tab, name);
    for (const link of tabs.children) {
      if (link.dataset.tab === (TABS[tab] ? tab : 'connections')) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    pane.replaceChildren(current.node);
    current.start();
  }

  return {
    node: h('div', { class: 'view explorer' }, h('div', { class: 'view-bar' }, tabs), pane),
    mounted: () => show(argument),
    update(path) {
      show(path);
      return true;
    },
    close: () => current?.close(),
  };
}

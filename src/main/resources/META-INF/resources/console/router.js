import { failure, loading } from './dom.js';

// A view is loaded when it is first looked at.
const VIEWS = {
  inbox: ['Inbox', () => import('./inbox/view.js')],
  rooms: ['Rooms', () => import('./rooms/view.js')],
  dashboard: ['Dashboard', () => import('./dashboard/view.js')],
  send: ['Send', () => import('./send/view.js')],
  wire: ['Wire', () => import('./wire/view.js')],
};

/** Of a module that did not come, a browser says nothing that a person could use. */
function load(view) {
  return VIEWS[view][1]().catch(() => Promise.reject(Object.assign(new Error(), { code: 'network' })));
}

/** Shows in `main` what the hash of the address says: `#/rooms/lobby` is the view `rooms` about `lobby`. */
export function route(context, main) {
  let current = null;
  let turn = 0;

  async function show() {
    const [name, ...rest] = location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
    const view = VIEWS[name] ? name : 'inbox';
    const about = rest.join('/');
    if (current?.view === view && current.about?.(about)) return;
    const mine = ++turn;
    leave();
    mark(view);
    main.replaceChildren(loading());
    try {
      const { open } = await load(view);
      if (mine !== turn) return;
      current = { view, ...open({ ...context, about }) };
      main.replaceChildren(current.node);
      current.shown?.();
    } catch (error) {
      if (mine === turn) main.replaceChildren(failure(error, show));
    }
  }

  function leave() {
    current?.close?.();
    current = null;
  }

  function mark(view) {
    const count = /^\(.*?\) /.exec(document.title)?.[0] ?? '';
    document.title = `${count}${VIEWS[view][0]} · Herald`;
    document.getElementById('title').textContent = VIEWS[view][0];
    main.dataset.view = view;
    main.scrollTop = 0;
    for (const link of document.querySelectorAll('[data-view][href]')) {
      if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  const changed = () => (!location.hash || location.hash.startsWith('#/')) && show();
  addEventListener('hashchange', changed);
  show();
  return () => {
    removeEventListener('hashchange', changed);
    turn++;
    leave();
    main.replaceChildren();
  };
}

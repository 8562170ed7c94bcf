import { failure, loading } from './dom.js';

// A view is loaded when it is first opened.
const VIEWS = {
  inbox: ['Inbox', () => import('./inbox/view.js')],
  rooms: ['Rooms', () => import('./rooms/view.js')],
  dashboard: ['Dashboard', () => import('./dashboard/view.js')],
  explorer: ['Explorer', () => import('./explorer/view.js')],
  send: ['Send', () => import('./send/view.js')],
  wire: ['Wire', () => import('./wire/view.js')],
};

/** If a module fails to load, the error of the browser means nothing to a user: report the network instead. */
function load(view) {
  return VIEWS[view][1]().catch(() => Promise.reject(Object.assign(new Error(), { code: 'network' })));
}

/** Shows in `main` the view of the URL fragment: `#/rooms/lobby` opens the view `rooms` with the argument `lobby`. */
export function route(context, main) {
  let current = null;
  let navigation = 0;

  async function show() {
    const [name, ...rest] = location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
    const view = VIEWS[name] ? name : 'inbox';
    const argument = rest.join('/');
    if (current?.view === view && current.update?.(argument)) return;
    const own = ++navigation;
    closeView();
    markCurrent(view);
    main.replaceChildren(loading());
    try {
      const { open } = await load(view);
      if (own !== navigation) return;
      current = { view, ...open({ ...context, argument }) };
      main.replaceChildren(current.node);
      current.mounted?.();
    } catch (error) {
      if (own === navigation) main.replaceChildren(failure(error, show));
    }
  }

  function closeView() {
    current?.close?.();
    current = null;
  }

  function markCurrent(view) {
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

  const onChange = () => (!location.hash || location.hash.startsWith('#/')) && show();
  addEventListener('hashchange', onChange);
  show();
  return () => {
    removeEventListener('hashchange', onChange);
    navigation++;
    closeView();
    main.replaceChildren();
  };
}

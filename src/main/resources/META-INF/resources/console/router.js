import { empty, failure, h, loading } from './dom.js';

// A view is loaded when it is first opened.
const VIEWS = {
  inbox: ['Inbox', () => import('./inbox/view.js')],
  rooms: ['Rooms', () => import('./rooms/view.js')],
  dashboard: ['Dashboard', () => import('./dashboard/view.js')],
  explorer: ['Explorer', () => import('./explorer/view.js')],
  send: ['Send', () => import('./send/view.js')],
  wire: ['Wire', () => import('./wire/view.js')],
};

const FIRST = 'inbox';

/** An address that a user has typed may be malformed. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** If a module fails to load, the error of the browser means nothing to a user: report the network instead. */
function load(view) {
  return VIEWS[view][1]().catch(() => Promise.reject(Object.assign(new Error(), { code: 'network' })));
}

/** Shows in `main` the view of the URL fragment: `#/rooms/lobby` opens the view `rooms` with the argument `lobby`. */
export function route(context, main) {
  let current = null;
  let navigation = 0;

  async function show() {
    const [view, ...rest] = (/^#\/(.*)/.exec(location.hash)?.[1] ?? '').split('/').map(decoded);
    const argument = rest.join('/');
    if (!view) return location.replace(`#/${FIRST}`);
    if (!Object.hasOwn(VIEWS, view)) return showNotFound();
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

  function showNotFound() {
    navigation++;
    closeView();
    markCurrent(null);
    main.replaceChildren(h('div', { class: 'view card' }, empty('info', 'Page not found', 'The console has no page with this address.',
      h('a', { class: 'button', href: `#/${FIRST}` }, 'Go to the inbox'))));
  }

  function closeView() {
    current?.close?.();
    current = null;
  }

  function markCurrent(view) {
    const count = /^\(.*?\) /.exec(document.title)?.[0] ?? '';
    const title = VIEWS[view]?.[0] ?? 'Page not found';
    document.title = `${count}${title} · Herald`;
    document.getElementById('title').textContent = title;
    main.dataset.view = view ?? 'none';
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

import { button, empty, h } from './dom.js';

/** A view that the user may not see, with the ways on. */
export function noAccess(image, title, text) {
  return h('div', { class: 'view card' }, empty(image, title, text, h('div', { class: 'actions' },
    h('a', { class: 'button', href: '#/inbox' }, 'Go to the inbox'),
    button('Sign in as another user', {}, () => document.getElementById('sign-out').click()))));
}

/** Hides the links to views that the user may not see. */
export function showViewsOf(session) {
  const isVisible = { explorer: session.isAdmin, dashboard: session.isMonitor, send: session.isPublisher };
  for (const link of document.querySelectorAll('.views [data-view]')) link.hidden = isVisible[link.dataset.view] === false;
}

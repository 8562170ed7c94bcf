import { h, icon } from '../dom.js';

/** A notification as its recipients will see it. */
export function previewOf({ type, title, body, category, critical, link }, sender) {
  return h('div', { class: 'previewed', data: { type } },
    h('span', { class: 'type-icon' }, icon(type), h('span', { class: 'hidden-text' }, type)),
    h('div', {},
      h('strong', {}, title || 'Title'),
      body && h('p', {}, body),
      h('p', { class: 'meta' },
        h('span', {}, sender), h('span', {}, 'just now'),
        category && h('span', { class: 'chip' }, category),
        critical && h('span', { class: 'chip', data: { type: 'error' } }, 'critical'),
        link && h('span', {}, '\u2192 ', link))));
}

import { h } from '../dom.js';
import { relativeTime } from '../time.js';
import { roomLinks } from './links.js';

/** The first digits of a random id are enough to tell a few apart. The tooltip has all of them. */
const shortId = (id) => h('code', { title: id }, id.slice(0, 8));

export const connectionColumns = [
  { label: 'Connection', class: 'optional', cell: ({ connection }) => shortId(connection) },
  { label: 'Instance', class: 'optional', cell: ({ instance }) => shortId(instance) },
  { label: 'Connected', cell: ({ since }) => relativeTime(since) },
  { label: 'Visible', cell: ({ visible }) => (visible ? h('span', { class: 'chip', data: { type: 'success' }, title: 'A person can see this client.' }, 'yes') : h('span', { class: 'muted' }, 'no')) },
  { label: 'Rooms', cell: ({ rooms }) => roomLinks(rooms) },
];

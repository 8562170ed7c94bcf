import { h } from '../dom.js';

export const userAddress = (user) => `#/explorer/users/${encodeURIComponent(user)}`;
export const roomAddress = (room) => `#/explorer/rooms/${encodeURIComponent(room)}`;

export const userLink = (user) => h('a', { href: userAddress(user) }, user);
export const roomLink = (room) => h('a', { href: roomAddress(room) }, room);

const MAX_ROOMS = 3;

export function roomLinks(rooms, max = MAX_ROOMS) {
  const links = rooms.slice(0, max).map((room) => h('a', { class: 'chip', href: roomAddress(room) }, room));
  if (rooms.length > max) links.push(h('span', { class: 'muted' }, `and ${rooms.length - max} more`));
  return links.length ? h('span', { class: 'chips' }, ...links) : h('span', { class: 'muted' }, 'none');
}

/** Returns a log line with links to its user and its room. */
export function withLinks(text) {
  return text.split(/\b((?:user|room)=[A-Za-z0-9._@:+|=~-]+)/).map((part, number) => {
    if (number % 2 === 0) return part;
    const [name, value] = [part.slice(0, 4), part.slice(5)];
    return h('span', {}, `${name}=`, name === 'user' ? userLink(value) : roomLink(value));
  });
}

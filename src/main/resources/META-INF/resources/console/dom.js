// Only this module creates elements. It inserts strings as text, never as markup.

import { tintOf } from './tints.js';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates an element: `h('button', { class: 'button', on: { click } }, icon('send'), 'Send')`. Omits attributes and children
 * that are false, null or undefined.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, { on = {}, data = {}, ...attributes }, children) {
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  for (const [name, value] of Object.entries(data)) if (isPresent(value)) element.dataset[name] = value;
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter(isPresent));
  return element;
}

/** HTML attributes are present or absent; ARIA attributes have the values "true" and "false". */
function set(element, name, value) {
  if (name.startsWith('aria-') && typeof value === 'boolean') element.setAttribute(name, String(value));
  else if (isPresent(value)) element.setAttribute(name, value === true ? '' : value);
}

function isPresent(value) {
  return value !== false && value !== null && value !== undefined;
}

export function icon(name) {
  return svg('svg', { 'aria-hidden': 'true' }, svg('use', { href: `#i-${name}` }));
}

export function button(label, { class: classes = '', icon: name, ...attributes }, click) {
  return h('button', { type: 'button', class: `button ${classes}`, ...attributes, on: { click } }, name && icon(name), h('span', {}, label));
}

/** A button that shows only an icon. Its label is for screen readers and the tooltip. */
export function tool(label, name, click, attributes = {}) {
  return h('button', { type: 'button', class: 'tool', 'aria-label': label, title: label, ...attributes, on: { click } }, icon(name));
}

export function empty(name, title, text, ...more) {
  return h('div', { class: 'empty' }, icon(name), h('strong', {}, title), h('p', {}, text), ...more);
}

export function loading(rows = 4) {
  return h('div', { class: 'skeleton', role: 'status', 'aria-label': 'Loading' }, ...Array.from({ length: rows }, () => h('i')));
}

export function failure(error, retry) {
  return h('div', { class: 'failure', role: 'alert' }, icon('error'), h('p', {}, explain(error)), retry && button('Try again', { class: 'small' }, retry));
}

/** Returns the text that a user sees for an error of the client. */
export function explain(error) {
  const texts = {
    network: 'The service cannot be reached.',
    unavailable: 'The service cannot do this at the moment. Try again in a few seconds.',
    unsupported: 'This needs a WebSocket connection.',
    overflow: 'Too many messages are waiting to be sent. Try again later.',
    expired: 'The service did not answer in time. The result is unknown.',
    closed: 'Not connected.',
    too_large: 'This is too long.',
    denied: 'You have not allowed notifications of this site.',
  };
  return texts[error.code] ?? withoutPath(error.message ?? String(error));
}

/** The service names the field of a command, such as `data.content`, which a user does not see. */
function withoutPath(message) {
  return message.replace(/(^|, )data(?:\.[\w.[\]]+)?:? /g, (_, separator) => separator || 'The text ');
}

export function avatar(user) {
  const letters = user.replace(/[^A-Za-z0-9]/g, '').slice(0, 2) || '?';
  return h('span', { class: 'avatar', data: { tint: tintOf(user) }, 'aria-hidden': 'true' }, letters);
}

// Elements are made here and nowhere else. Text is only ever text: there is no way in for markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * `h('button', { class: 'button', on: { click } }, icon('send'), 'Send')`. False, null and undefined leave an attribute
 * or a child out.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, { on = {}, data = {}, ...attributes }, children) {
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  for (const [name, value] of Object.entries(data)) if (isThere(value)) element.dataset[name] = value;
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter(isThere));
  return element;
}

/** Attributes of HTML are there or not; those of ARIA are true or false, in words. */
function set(element, name, value) {
  if (name.startsWith('aria-') && typeof value === 'boolean') element.setAttribute(name, String(value));
  else if (isThere(value)) element.setAttribute(name, value === true ? '' : value);
}

function isThere(value) {
  return value !== false && value !== null && value !== undefined;
}

export function icon(name) {
  return svg('svg', { 'aria-hidden': 'true' }, svg('use', { href: `#i-${name}` }));
}

export function button(label, { class: more = '', icon: name, ...attributes }, click) {
  return h('button', { type: 'button', class: `button ${more}`, ...attributes, on: { click } }, name && icon(name), h('span', {}, label));
}

/** A button with a picture alone; its name is for those who hear it, and for who points at it. */
export function tool(label, name, click, attributes = {}) {
  return h('button', { type: 'button', class: 'tool', 'aria-label': label, title: label, ...attributes, on: { click } }, icon(name));
}

export function empty(name, title, text, ...more) {
  return h('div', { class: 'empty' }, icon(name), h('strong', {}, title), h('p', {}, text), ...more);
}

export function loading(rows = 4) {
  return h('div', { class: 'skeleton', role: 'status', 'aria-label': 'Loading' }, ...Array.from({ length: rows }, () => h('i')));
}

export function failure(error, again) {
  return h('div', { class: 'failure', role: 'alert' }, icon('error'), h('p', {}, explain(error)), again && button('Try again', { class: 'small' }, again));
}

/** What to tell a person of an error of the client. */
export function explain(error) {
  const told = {
    network: 'The service cannot be reached.',
    unavailable: 'The service cannot do this at the moment. Try again in a few seconds.',
    unsupported: 'This needs a WebSocket, and there is none here.',
    overflow: 'Too much is waiting to be sent already.',
    expired: 'It is not known whether this was done.',
    closed: 'There is no connection.',
  };
  return told[error.code] ?? error.message ?? String(error);
}

const TINTS = 5;

export function avatar(user) {
  const letters = user.replace(/[^A-Za-z0-9]/g, '').slice(0, 2) || '?';
  const tint = [...user].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TINTS;
  return h('span', { class: 'avatar', data: { tint }, 'aria-hidden': 'true' }, letters);
}

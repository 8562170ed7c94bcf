const SVG = 'http://www.w3.org/2000/svg';
/** @type {Record<string, string>} */
const ICONS = {
  bell: 'M6 16v-5.5a6 6 0 0 1 12 0V16l1.5 2h-15zM10 20.5a2 2 0 0 0 4 0',
  read: 'm5 12.5 4.5 4.5L19 7.5',
  unread: 'M12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8',
  readAll: 'm2 12.5 4.5 4.5L16 7.5M11 16l1 1 9.5-9.5',
  archive: 'M3 4.5h18v4H3zM5 8.5v11h14v-11M10 12.5h4',
  remove: 'M4 6.5h16M9 6V4h6v2M6 6.5l1 14h10l1-14M10 10.5v6M14 10.5v6',
  close: 'M6 6l12 12M18 6 6 18',
  settings: 'M4 7h9M17 7h3M15 5a2 2 0 1 0 0 4 2 2 0 1 0 0-4M4 17h3M11 17h9M9 15a2 2 0 1 0 0 4 2 2 0 1 0 0-4',
  back: 'm14.5 5-7 7 7 7',
  info: 'M12 10.5V17M12 7v.5',
  success: 'm7 12.5 3.5 3.5L17 8.5',
  warning: 'M12 6.5v7M12 17v.5',
  error: 'M8 8l8 8M16 8l-8 8',
};

/**
 * Creates an element. A function as an attribute is a listener, and `true` an attribute without a value.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} attributes
 * @param {(Node | string | false | undefined | null)[]} children
 * @returns {any}
 */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, /** @type {EventListener} */ (value));
    else if (value || value === '') node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(.../** @type {Node[]} */ (children.filter(Boolean)));
  return node;
}

/** @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon. @param {string} name @param {string} label @param {(event: Event) => void} click @param {string} [part] @param {string} [title] */
export const tool = (name, label, click, part = 'tool', title = label) => h('button', { part, type: 'button', 'aria-label': label, title, 'data-act': name, click }, icon(name));

/** @param {string} label @param {(event: Event) => void} click */
export const button = (label, click) => h('button', { part: 'button', type: 'button', click }, label);

/** Shows these children in this order, and leaves those in place that are already there: they keep focus, selection and animation. */
export function arrange(/** @type {Element} */ parent, /** @type {Element[]} */ children) {
  [...parent.children].forEach((child) => children.includes(child) || child.remove());
  children.forEach((child, i) => parent.children[i] === child || parent.insertBefore(child, parent.children[i] ?? null));
}

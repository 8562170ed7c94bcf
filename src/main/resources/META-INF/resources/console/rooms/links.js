import { h } from '../dom.js';

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+/g;
/** Punctuation of the sentence, not of the address. */
const TRAILING = /[.,;:!?…]+$/;

/** Returns the text as nodes in which web addresses are links. They open in a new tab. */
export function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!URL.canParse(address)) continue;
    nodes.push(text.slice(end, match.index), h('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, address));
    end = match.index + address.length;
  }
  return [...nodes, text.slice(end)].filter(Boolean);
}

/** A closing bracket belongs to the address only if the address contains its opening one. */
function trimmed(address) {
  const short = address.replace(TRAILING, '');
  const isUnpaired = short.split(')').length > short.split('(').length;
  return short.endsWith(')') && isUnpaired ? trimmed(short.slice(0, -1)) : short;
}

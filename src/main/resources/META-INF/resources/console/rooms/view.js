import { empty, h } from '../dom.js';
import { conversation } from './conversation.js';
import { roomList } from './list.js';

export function open({ herald, session, about }) {
  let shown = null;
  const place = h('div', { class: 'talk' });
  const list = roomList(herald, session);
  const node = h('div', { class: 'rooms' }, list.node, place);

  function show(room) {
    shown?.close();
    shown = null;
    node.dataset.open = room ? 'talk' : 'list';
    list.choose(room);
    if (room) {
      shown = conversation(herald, session, room, { forget: () => list.forget(room) });
      place.replaceChildren(shown.node);
      shown.shown();
    } else {
      place.replaceChildren(empty('rooms', 'Choose a room', 'Or join one by its name: anybody whose token allows it may come in.'));
    }
  }

  return {
    node,
    shown: () => show(about),
    about(room) {
      show(room);
      return true;
    },
    close() {
      shown?.close();
      list.close();
    },
  };
}

import { empty, h } from '../dom.js';
import { conversation } from './conversation.js';
import { roomList } from './list.js';

export function open({ herald, session, argument }) {
  let current = null;
  const pane = h('div', { class: 'conversation-pane' });
  const list = roomList(herald, session);
  const node = h('div', { class: 'rooms' }, list.node, pane);

  function show(room) {
    current?.close();
    current = null;
    node.dataset.open = room ? 'conversation' : 'list';
    list.select(room);
    if (room) {
      current = conversation(herald, session, room, { forget: () => list.forget(room) });
      pane.replaceChildren(current.node);
      current.mounted();
    } else {
      pane.replaceChildren(empty('rooms', 'Choose a room', 'Or join one by name, if your token allows it.'));
    }
  }

  return {
    node,
    mounted: () => show(argument),
    update(room) {
      show(room);
      return true;
    },
    close() {
      current?.close();
      list.close();
    },
  };
}

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
      current = conversation(herald, session, room, { joined: () => list.add(room), forget: () => list.forget(room), refused: () => showRefusal(room) });
      pane.replaceChildren(current.node);
      current.mounted();
    } else {
      pane.replaceChildren(empty('rooms', 'Choose a room', 'Or join one by name, if your token allows it.'));
    }
  }

  function showRefusal(room) {
    current.close();
    current = null;
    list.remove(room);
    pane.replaceChildren(empty('rooms', 'You don\'t have access to this room', `Ask an administrator to add you to ${room}, or choose another room.`,
      h('a', { class: 'button', href: '#/rooms' }, 'All rooms')));
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

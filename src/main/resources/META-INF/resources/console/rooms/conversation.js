import { button, failure, h, icon, tool } from '../dom.js';
import { composer } from './composer.js';
import { feed } from './feed.js';
import { people } from './people.js';
import { typing } from './typing.js';

/** One room: its messages, the users who are present, and the field for a new message. */
export function conversation(herald, session, room, { joined, forget, refused }) {
  const messages = feed(herald, session, room);
  const users = people(herald, room);
  const typingLine = typing(herald, room);
  const field = composer(herald, room, messages);
  let isClosed = false;
  const count = h('span', { class: 'muted' });
  const aside = h('aside', { class: 'people', 'aria-label': 'Users in this room' }, users.node);
  const peopleButton = tool('Users in this room', 'people', () => {
    aside.toggleAttribute('data-open');
    peopleButton.setAttribute('aria-expanded', aside.hasAttribute('data-open'));
  }, { 'aria-expanded': 'false', class: 'tool show-people' });
  users.onCount((number) => (count.textContent = `${number} online`));

  const node = h('section', { class: 'card conversation', 'aria-label': `Room ${room}` },
    h('header', { class: 'card-head' },
      h('a', { class: 'tool back', href: '#/rooms', 'aria-label': 'All rooms' }, icon('back')),
      h('h2', {}, h('span', { class: 'muted', 'aria-hidden': 'true' }, '# '), room), count, peopleButton,
      button('Leave', { class: 'small' }, forget)),
    h('div', { class: 'split' }, h('div', { class: 'stream' }, messages.node, typingLine.node, field.node), aside));

  return {
    node,
    async mounted() {
      try {
        await herald.join(room);
        if (isClosed) return;
        joined();
        messages.start();
        field.focus();
      } catch (error) {
        if (isClosed) return;
        if (error.code === 'forbidden') refused();
        else node.querySelector('.split').replaceChildren(failure(error));
      }
    },
    close() {
      isClosed = true;
      [messages, users, typingLine].forEach((part) => part.close());
    },
  };
}

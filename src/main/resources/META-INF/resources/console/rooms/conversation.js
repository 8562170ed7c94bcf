import { button, empty, failure, h, icon, tool } from '../dom.js';
import { composer } from './composer.js';
import { feed } from './feed.js';
import { people } from './people.js';
import { typists } from './typists.js';

/** One room: what was said, who is there, and where to say more. */
export function conversation(herald, session, room, { forget }) {
  const log = feed(herald, session, room);
  const here = people(herald, room);
  const typing = typists(herald, room);
  const say = composer(herald, room, log);
  const count = h('span', { class: 'quiet' });
  const aside = h('aside', { class: 'people', 'aria-label': 'Who is here' }, here.node);
  const peopleButton = tool('Who is here', 'people', () => {
    aside.toggleAttribute('data-open');
    peopleButton.setAttribute('aria-expanded', aside.hasAttribute('data-open'));
  }, { 'aria-expanded': 'false', class: 'tool show-people' });
  here.counted((users) => (count.textContent = `${users} online`));

  const node = h('section', { class: 'card conversation', 'aria-label': `Room ${room}` },
    h('header', { class: 'card-head' },
      h('a', { class: 'tool back', href: '#/rooms', 'aria-label': 'All rooms' }, icon('back')),
      h('h2', {}, h('span', { class: 'quiet', 'aria-hidden': 'true' }, '# '), room), count, peopleButton,
      button('Leave', { class: 'small' }, forget)),
    h('div', { class: 'split' }, h('div', { class: 'stream' }, log.node, typing.node, say.node), aside));

  return {
    node,
    async shown() {
      try {
        await herald.join(room);
        log.start();
        say.focus();
      } catch (error) {
        const text = error.code === 'forbidden' ? empty('rooms', 'This room is not for you', 'Your token does not let you in, and you are no member.') : failure(error);
        node.querySelector('.split').replaceChildren(text);
      }
    },
    close() {
      [log, here, typing].forEach((part) => part.close());
    },
  };
}

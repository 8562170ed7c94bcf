import { h, icon } from '../dom.js';

/** Enter sends, Shift+Enter inserts a line, and the up arrow in an empty field edits the last own message. */
export function composer(herald, room, feed) {
  const area = h('textarea', { class: 'input', rows: 1, placeholder: `Message #${room}`, 'aria-label': `Message to ${room}`, enterkeyhint: 'send' });
  const form = h('form', { class: 'composer', on: { submit } }, area, h('button', { class: 'button primary', 'aria-label': 'Send' }, icon('send')));

  function submit(event) {
    event?.preventDefault();
    const content = area.value.trim();
    if (!content) return;
    area.value = '';
    resize();
    herald.typing(room, false);
    feed.send(content);
  }

  function resize() {
    area.rows = Math.min(6, area.value.split('\n').length);
  }

  area.addEventListener('input', () => {
    resize();
    if (area.value) herald.typing(room);
  });
  area.addEventListener('keydown', (key) => {
    if (key.key === 'Enter' && !key.shiftKey && !key.isComposing) {
      key.preventDefault();
      submit();
    }
    if (key.key === 'ArrowUp' && !area.value) feed.editLast();
  });
  return { node: form, focus: () => matchMedia('(hover: hover)').matches && area.focus() };
}

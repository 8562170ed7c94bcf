import { avatar, button, explain, h, icon, tool } from '../dom.js';
import { confirm } from '../form.js';
import { clock, exact } from '../time.js';

const TICKS = { sending: ['clock', 'Sending'], acked: ['check', 'Delivered to the log'], failed: ['error', 'Not sent'] };

/** `state` is `{id?, from, time, content?, edited?, own, mayChange, sent, error?}`; without content it was deleted. */
export function message(state, acts) {
  const node = h('li', { class: 'message', on: { click: () => node.toggleAttribute('data-chosen') } });
  const shown = { node, state, update, edit };
  node.shown = shown;

  function update(change) {
    shown.state = { ...shown.state, ...change };
    if (!node.querySelector('.rewrite')) show();
  }

  function show() {
    const { from, time, content, own, sent, id, mayChange, error } = shown.state;
    node.toggleAttribute('data-own', own);
    node.dataset.sent = sent;
    node.replaceChildren(
      avatar(from),
      h('div', { class: 'bubble' },
        h('p', { class: 'by' }, h('strong', {}, own ? 'You' : from), h('time', { datetime: time, title: exact(time) }, clock(time))),
        content === undefined || content === null ? h('p', { class: 'text gone' }, 'Message deleted') : h('p', { class: 'text' }, text(content)),
        foot(shown.state),
        error && h('p', { class: 'wrong' }, explain(error), ' ', button('Send again', { class: 'small' }, () => acts.again(shown)))),
      id && mayChange && content !== undefined && content !== null && h('div', { class: 'acts' },
        own && tool('Edit', 'edit', edit), tool('Delete', 'delete', remove, { class: 'tool danger' })) || '');
  }

  function edit() {
    const area = h('textarea', { class: 'input rewrite', rows: 2, 'aria-label': 'Edit the message' });
    area.value = text(shown.state.content);
    const save = async () => {
      const content = area.value.trim();
      if (!content || content === shown.state.content) return show();
      try {
        await acts.edit(shown.state.id, content);
        shown.state = { ...shown.state, content, edited: true };
        show();
      } catch (error) {
        told.textContent = explain(error);
      }
    };
    const told = h('p', { class: 'wrong', role: 'alert' });
    area.addEventListener('keydown', (key) => {
      if (key.key === 'Escape') show();
      if (key.key === 'Enter' && !key.shiftKey) {
        key.preventDefault();
        save();
      }
    });
    node.querySelector('.text').replaceWith(h('div', { class: 'rewriting' }, area, told,
      h('div', { class: 'actions' }, button('Cancel', { class: 'small' }, show), button('Save', { class: 'small primary' }, save))));
    area.focus();
  }

  async function remove() {
    if (!(await confirm('Delete this message?', 'It is taken out of the history, for everybody in the room.', 'Delete'))) return;
    try {
      await acts.remove(shown.state.id);
      update({ content: undefined });
    } catch (error) {
      update({ error });
    }
  }

  show();
  return shown;
}

function foot({ own, sent, edited, content }) {
  const [name, words] = TICKS[sent];
  return (own || edited) && h('p', { class: 'foot' },
    edited && content !== undefined && content !== null && h('span', {}, 'edited'),
    own && h('span', { class: 'tick', title: words, data: { sent } }, icon(name), h('span', { class: 'hidden-text' }, words)));
}

/** Others may send whatever JSON they like. */
function text(content) {
  return typeof content === 'string' ? content : JSON.stringify(content, null, 1);
}

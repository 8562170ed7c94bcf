import { avatar, button, explain, h, icon, tool } from '../dom.js';
import { confirm } from '../form.js';
import { clock, exact } from '../time.js';
import { withLinks } from './links.js';

const TICKS = { sending: ['clock', 'Sending'], acked: ['check', 'Stored in the log'], failed: ['error', 'Not sent'] };

/** `state` is `{id?, from, time, content?, edited?, own, mayChange, sent, error?}`; without content the message is deleted. */
export function message(state, actions) {
  const node = h('li', { class: 'message', on: { click: () => node.toggleAttribute('data-selected') } });
  const row = { node, state, update, edit };
  node.row = row;

  function update(change) {
    row.state = { ...row.state, ...change };
    if (!node.querySelector('.edit-field')) show();
  }

  function show() {
    const { from, time, content, own, sent, id, mayChange, error } = row.state;
    node.toggleAttribute('data-own', own);
    node.dataset.sent = sent;
    node.replaceChildren(
      avatar(from),
      h('div', { class: 'bubble' },
        h('p', { class: 'byline' }, h('strong', {}, own ? 'You' : from), h('time', { datetime: time, title: exact(time) }, clock(time))),
        content === undefined || content === null ? h('p', { class: 'text deleted' }, 'Message deleted') : h('p', { class: 'text' }, ...withLinks(text(content))),
        foot(row.state),
        error && h('p', { class: 'wrong' }, explain(error), ' ', button('Send again', { class: 'small' }, () => actions.retry(row)))),
      id && mayChange && content !== undefined && content !== null && h('div', { class: 'item-actions' },
        own && tool('Edit', 'edit', edit), tool('Delete', 'delete', remove, { class: 'tool danger' })) || '');
  }

  function edit() {
    const area = h('textarea', { class: 'input edit-field', rows: 2, 'aria-label': 'Edit the message' });
    area.value = text(row.state.content);
    const save = async () => {
      const content = area.value.trim();
      if (!content || content === row.state.content) return show();
      try {
        await actions.edit(row.state.id, content);
        row.state = { ...row.state, content, edited: true };
        show();
      } catch (error) {
        errorText.textContent = explain(error);
      }
    };
    const errorText = h('p', { class: 'wrong', role: 'alert' });
    area.addEventListener('keydown', (key) => {
      if (key.key === 'Escape') show();
      if (key.key === 'Enter' && !key.shiftKey) {
        key.preventDefault();
        save();
      }
    });
    node.querySelector('.text').replaceWith(h('div', { class: 'editing' }, area, errorText,
      h('div', { class: 'actions' }, button('Cancel', { class: 'small' }, show), button('Save', { class: 'small primary' }, save))));
    node.scrollIntoView({ block: 'nearest' });
    area.focus({ preventScroll: true });
  }

  async function remove() {
    if (!(await confirm('Delete this message?', 'Its content is removed from the history for all users of the room.', 'Delete'))) return;
    try {
      await actions.remove(row.state.id);
      update({ content: undefined });
    } catch (error) {
      update({ error });
    }
  }

  show();
  return row;
}

function foot({ own, sent, edited, content }) {
  const [name, label] = TICKS[sent];
  return (own || edited) && h('p', { class: 'foot' },
    edited && content !== undefined && content !== null && h('span', {}, 'edited'),
    own && h('span', { class: 'tick', title: label, data: { sent } }, icon(name), h('span', { class: 'hidden-text' }, label)));
}

/** The content may be any JSON value. */
function text(content) {
  return typeof content === 'string' ? content : JSON.stringify(content, null, 1);
}

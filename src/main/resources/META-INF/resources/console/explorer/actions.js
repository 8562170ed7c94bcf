import { button, explain, h } from '../dom.js';
import { clearErrors, confirm, field, segments, showErrors } from '../form.js';

const toast = (message) => document.getElementById('toasts').show(message);

/** The buttons with which an administrator ends the connections of a user or rejects their tokens. */
export function userActions(herald, user, onChange) {
  const path = `users/${encodeURIComponent(user)}`;

  async function disconnect() {
    const isCertain = await confirm(`Disconnect ${user}?`, 'All connections of this user end, on every instance. The user may connect again with the same token.', 'Disconnect');
    if (!isCertain) return;
    try {
      await herald.request('DELETE', `${path}/connections`);
      toast({ type: 'success', title: `${user} is disconnected` });
      onChange();
    } catch (error) {
      toast({ type: 'error', title: `${user} is not disconnected`, body: explain(error) });
    }
  }

  return [
    button('Disconnect', { icon: 'disconnect' }, disconnect),
    button('Revoke tokens', { class: 'danger', icon: 'close' }, () => openRevocation(herald, user, path, onChange)),
  ];
}

function openRevocation(herald, user, path, onChange) {
  const jti = field('Token id', 'jti', h('input', { class: 'mono', autocomplete: 'off', autocapitalize: 'none', maxlength: 256 }), 'The claim jti of the token');
  jti.hidden = true;
  const errorText = h('p', { class: 'wrong', role: 'alert' });
  const form = h('form', { novalidate: true, on: { submit } },
    h('p', { class: 'muted' }, 'Herald rejects the tokens on every instance, and their connections end. This cannot be undone: the user needs a new token.'),
    segments('Tokens', 'which', [['all', 'All until now'], ['one', 'One by its id']], 'all', (which) => (jti.hidden = which === 'all')),
    jti,
    errorText,
    h('div', { class: 'actions' }, button('Cancel', {}, () => dialog.close()), button('Revoke', { class: 'primary', type: 'submit' })));
  const dialog = h('dialog', { 'aria-label': `Revoke tokens of ${user}`, on: { close: () => dialog.remove() } },
    h('div', { class: 'card-head' }, h('h2', {}, `Revoke tokens of ${user}`)), form);

  async function submit(event) {
    event.preventDefault();
    clearErrors(form);
    errorText.textContent = '';
    const isOne = form.elements.which.value === 'one';
    try {
      await herald.request('POST', `${path}/revocations`, isOne ? { jti: form.elements.jti.value.trim() } : { before: new Date().toISOString() });
      dialog.close();
      toast({ type: 'success', title: isOne ? 'The token is revoked' : `The tokens of ${user} are revoked` });
      onChange();
    } catch (error) {
      const rest = showErrors(form, error.violations);
      if (rest.length || !error.violations?.length) errorText.textContent = rest.map(({ message }) => message).join(', ') || explain(error);
    }
  }

  document.body.append(dialog);
  dialog.showModal();
}

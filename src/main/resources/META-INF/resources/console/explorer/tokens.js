import { button, explain, failure, h, icon } from '../dom.js';
import { clearErrors, field, showErrors } from '../form.js';
import { exact } from '../time.js';
import { claims } from '../token.js';
import { userLink } from './links.js';

/** Checks a token at the service: what it grants, or why it is rejected. Nothing is stored. */
export function tokenPlayground(herald) {
  const input = h('textarea', { rows: 5, class: 'mono', autocomplete: 'off', spellcheck: 'false' });
  const result = h('div', { class: 'token-result', 'aria-live': 'polite' });
  const form = h('form', { class: 'token-form', novalidate: true, on: { submit } },
    field('Token', 'token', input, 'Herald checks it like the token of a request. It stores and logs nothing.'),
    h('div', { class: 'actions' },
      button('Check my own token', {}, () => herald.request('GET', 'tokens/current').then((rights) => showAccepted(rights), (error) => result.replaceChildren(failure(error)))),
      button('Check', { class: 'primary', type: 'submit' })));

  async function submit(event) {
    event.preventDefault();
    clearErrors(form);
    const token = input.value.trim();
    if (!token) return showErrors(form, [{ field: 'token', message: 'Paste a token.' }]);
    try {
      const verdict = await herald.request('POST', 'tokens/check', { token });
      if (verdict.accepted) showAccepted(verdict.rights, token);
      else showRejected(verdict, token);
    } catch (error) {
      const rest = showErrors(form, error.violations);
      if (rest.length || !error.violations?.length) result.replaceChildren(h('p', { class: 'wrong', role: 'alert' }, explain(error)));
    }
  }

  function showAccepted(rights, token) {
    const may = [
      rights.admin && 'send, manage rooms, inspect and disconnect',
      !rights.admin && rights.publisher && 'send to users, rooms and everyone',
      !rights.publisher && 'receive, and use the rooms below',
    ].filter(Boolean).join(', ');
    show('success', 'Accepted', `Its bearer may ${may}.`, [
      ['User', userLink(rights.user)],
      ['Groups', names(rights.groups)],
      ['May join', names(rights.join, 'Public rooms, and those of which the user is a member')],
      ['May send to', names(rights.send, rights.publisher ? 'All rooms' : 'Open rooms that the user may join')],
      ['Issued', rights.issuedAt ? exact(rights.issuedAt) : 'not stated'],
      ['Expires', exact(rights.expiresAt)],
      ['Token id', rights.jti ? h('code', {}, rights.jti) : 'none: it cannot be revoked by its id'],
    ], token);
  }

  function showRejected({ reason, detail, found, expected }, token) {
    show('error', 'Rejected', detail, [
      ['Check', h('code', {}, reason)],
      ['Found', found ? h('code', {}, found) : 'nothing'],
      ...(expected ? [['Expected', h('code', {}, expected)]] : []),
    ], token);
  }

  function show(type, title, text, facts, token) {
    const content = token && claims(token);
    result.replaceChildren(...[
      h('div', { class: 'verdict', data: { type } }, icon(type), h('div', {}, h('strong', {}, title), h('p', {}, text))),
      h('dl', { class: 'token-facts' }, ...facts.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value)))),
      content && h('details', {}, h('summary', {}, 'Claims'), h('pre', { tabindex: 0 }, JSON.stringify(content, null, 2))),
    ].filter(Boolean));
  }

  return {
    node: h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'What does a token grant?')), form, result),
    start: () => input.focus(),
    close() {},
  };
}

function names(all, none = 'none') {
  return all.length ? h('span', { class: 'chips' }, ...all.map((name) => h('span', { class: 'chip' }, name))) : none;
}

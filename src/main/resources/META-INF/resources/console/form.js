import { h } from './dom.js';

let lastId = 0;

/** A control with its label. Errors appear below it, and screen readers announce them with it. */
export function field(label, name, control, hint) {
  const id = `field-${++lastId}`;
  control.id = id;
  if (name) control.name = name;
  control.classList.add('input');
  const note = hint && h('small', { id: `${id}-hint` }, hint);
  if (note) control.setAttribute('aria-describedby', note.id);
  return h('div', { class: 'field', data: { field: name } }, h('label', { for: id }, label), control, note);
}

/** A choice of one of a few visible options. `options` are `[value, label, icon?]`. */
export function segments(legend, name, options, selected, change) {
  const labels = options.map(([value, label, image]) =>
    h('label', {}, h('input', { type: 'radio', name, value, checked: value === selected, on: { change: () => change?.(value) } }), image, label));
  return h('fieldset', { class: 'field', data: { field: name } }, h('legend', { class: 'fieldset-name' }, legend), h('div', { class: 'segments' }, ...labels));
}

export function toggle(label, name, hint, checked = false) {
  return h('label', { class: 'switch' }, h('input', { type: 'checkbox', name, checked, role: 'switch' }), h('span', {}, label, hint && h('small', {}, hint)));
}

export function clearErrors(form) {
  form.querySelectorAll('.wrong').forEach((text) => text.remove());
  form.querySelectorAll('[aria-invalid]').forEach((control) => {
    control.removeAttribute('aria-invalid');
    control.removeAttribute('aria-errormessage');
  });
}

/**
 * Shows each violation at its field, and focuses the first of them. A violation of `to.users[3]` is shown at `to.users`, or at
 * `to` if there is no field `to.users`.
 *
 * @return the violations without a field
 */
export function showErrors(form, violations = []) {
  clearErrors(form);
  const unassigned = violations.filter(({ field: name, message }) => !showError(form, name, message));
  form.querySelector('[aria-invalid]')?.focus();
  return unassigned;
}

function showError(form, name, message) {
  const field = findField(form, name);
  if (!field) return false;
  const id = `error-${++lastId}`;
  const control = field.querySelector('input:not([type="radio"]), textarea, select');
  control?.setAttribute('aria-invalid', 'true');
  control?.setAttribute('aria-errormessage', id);
  field.append(h('p', { class: 'wrong', id, role: 'alert' }, message));
  return true;
}

function findField(form, name) {
  for (let rest = name; rest; rest = rest.replace(/(\.[^.[]*|\[[^\]]*\]|^[^.[]*)$/, '')) {
    const field = [...form.querySelectorAll('[data-field]')].find((one) => one.dataset.field === rest);
    if (field) return field;
  }
  return null;
}

/** Asks for confirmation of an action that cannot be undone. */
export function confirm(question, detail, action) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { 'aria-label': question },
      h('form', { method: 'dialog' },
        h('h2', {}, question),
        h('p', { class: 'muted' }, detail),
        h('div', { class: 'actions' },
          h('button', { class: 'button', value: '' }, 'Cancel'),
          h('button', { class: 'button primary', value: 'yes' }, action))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

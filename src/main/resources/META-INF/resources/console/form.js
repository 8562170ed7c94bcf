import { h } from './dom.js';

let numbers = 0;

/** A labelled control; what is wrong with it is written below it, and read out with it. */
export function field(label, name, control, hint) {
  const id = `field-${++numbers}`;
  control.id = id;
  if (name) control.name = name;
  control.classList.add('input');
  const note = hint && h('small', { id: `${id}-hint` }, hint);
  if (note) control.setAttribute('aria-describedby', note.id);
  return h('div', { class: 'field', data: { field: name } }, h('label', { for: id }, label), control, note);
}

/** One of a few, all of them to be seen. `options` are `[value, label, icon?]`. */
export function segments(legend, name, options, chosen, change) {
  const labels = options.map(([value, label, picture]) =>
    h('label', {}, h('input', { type: 'radio', name, value, checked: value === chosen, on: { change: () => change?.(value) } }), picture, label));
  return h('fieldset', { class: 'field', data: { field: name } }, h('legend', { class: 'fieldset-name' }, legend), h('div', { class: 'segments' }, ...labels));
}

export function toggle(label, name, hint, checked = false) {
  return h('label', { class: 'switch' }, h('input', { type: 'checkbox', name, checked, role: 'switch' }), h('span', {}, label, hint && h('small', {}, hint)));
}

export function clearWrong(form) {
  form.querySelectorAll('.wrong').forEach((told) => told.remove());
  form.querySelectorAll('[aria-invalid]').forEach((control) => {
    control.removeAttribute('aria-invalid');
    control.removeAttribute('aria-errormessage');
  });
}

/**
 * Shows each violation at the field that it is about, and puts the cursor in the first. `to.users[3]` belongs to `to.users`,
 * and that to `to`, where no field has the longer name.
 *
 * @return those that no field is there for
 */
export function showWrong(form, violations = []) {
  clearWrong(form);
  const homeless = violations.filter(({ field: name, message }) => !tell(form, name, message));
  form.querySelector('[aria-invalid]')?.focus();
  return homeless;
}

function tell(form, name, message) {
  const place = placeOf(form, name);
  if (!place) return false;
  const id = `wrong-${++numbers}`;
  const control = place.querySelector('input:not([type="radio"]), textarea, select');
  control?.setAttribute('aria-invalid', 'true');
  control?.setAttribute('aria-errormessage', id);
  place.append(h('p', { class: 'wrong', id, role: 'alert' }, message));
  return true;
}

function placeOf(form, name) {
  for (let rest = name; rest; rest = rest.replace(/(\.[^.[]*|\[[^\]]*\]|^[^.[]*)$/, '')) {
    const place = [...form.querySelectorAll('[data-field]')].find((one) => one.dataset.field === rest);
    if (place) return place;
  }
  return null;
}

/** A question that has to be answered before something is lost. */
export function confirm(question, detail, yes) {
  return new Promise((answer) => {
    const dialog = h('dialog', { 'aria-label': question },
      h('form', { method: 'dialog' },
        h('h2', {}, question),
        h('p', { class: 'quiet' }, detail),
        h('div', { class: 'actions' },
          h('button', { class: 'button', value: '' }, 'Cancel'),
          h('button', { class: 'button primary', value: 'yes' }, yes))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      answer(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

import { button, explain, failure, h, loading, tool } from '../dom.js';
import { field, showErrors, toggle } from '../form.js';

const OPTIONS = [['push', 'Notify'], ['inboxOnly', 'Inbox only'], ['mute', 'Off']];
const DEFAULT_HOURS = { from: '22:00', to: '07:00' };

export async function openPreferences(herald) {
  const body = h('div', {}, loading(3));
  const dialog = h('dialog', { 'aria-label': 'Preferences', on: { close: () => dialog.remove() } },
    h('div', { class: 'card-head' }, h('h2', {}, 'Preferences'), tool('Close', 'close', () => dialog.close())), body);
  document.body.append(dialog);
  dialog.showModal();
  try {
    const [preferences, { byCategory }] = await Promise.all([herald.inbox.preferences(), herald.inbox.unread()]);
    body.replaceChildren(form(herald, preferences, Object.keys(byCategory), () => dialog.close()));
  } catch (error) {
    body.replaceChildren(failure(error));
  }
}

function form(herald, { categories = {}, quietHours }, unread, done) {
  const list = h('div', { class: 'category-list' });
  const names = new Set([...Object.keys(categories), ...unread]);
  const addCategory = (name, option = 'push') => list.append(categoryRow(name, option));
  [...names].sort().forEach((name) => addCategory(name, categories[name]));

  const newCategory = h('input', { class: 'input', placeholder: 'Another category', 'aria-label': 'Another category', maxlength: 64 });
  const add = () => {
    const name = newCategory.value.trim();
    if (name && !names.has(name)) addCategory(name);
    names.add(name);
    newCategory.value = '';
  };

  const quiet = toggle('Quiet hours', 'quiet', 'Notifications are stored, and pushed when the quiet hours end. Critical ones are pushed at once.', Boolean(quietHours));
  const from = field('From', null, h('input', { type: 'time', value: (quietHours ?? DEFAULT_HOURS).from }));
  const to = field('To', null, h('input', { type: 'time', value: (quietHours ?? DEFAULT_HOURS).to }));
  const zone = field('Time zone', null, zones(quietHours?.zone));
  Object.entries({ from, to, zone }).forEach(([name, one]) => (one.dataset.field = `quietHours.${name}`));
  const hours = h('div', { class: 'hours', hidden: !quietHours }, from, to, zone);
  const on = quiet.querySelector('input');
  on.addEventListener('change', () => (hours.hidden = !on.checked));
  const errorText = h('p', { class: 'wrong', role: 'alert' });

  async function submit(event) {
    event.preventDefault();
    const options = [...list.querySelectorAll('select')].map((one) => [one.dataset.category, one.value]).filter(([, option]) => option !== 'push');
    const value = (element) => element.querySelector('.input').value;
    const preferences = { categories: Object.fromEntries(options), ...(on.checked && { quietHours: { from: value(from), to: value(to), zone: value(zone) } }) };
    try {
      errorText.textContent = '';
      await herald.inbox.preferences(preferences);
      done();
    } catch (error) {
      const rest = showErrors(element, error.violations);
      if (rest.length || !error.violations) errorText.textContent = rest.map((one) => `The preferences: ${one.message}.`).join(' ') || explain(error);
    }
  }

  const element = h('form', { novalidate: true, on: { submit } },
    h('fieldset', { data: { field: 'categories' } }, h('legend', { class: 'fieldset-name' }, 'By category'), list,
      h('div', { class: 'add-category' }, newCategory, button('Add', {}, add))),
    quiet, hours, errorText,
    h('div', { class: 'actions' }, button('Cancel', {}, done), button('Save', { class: 'primary', type: 'submit' })));
  return element;
}

function categoryRow(name, selected) {
  const select = h('select', { class: 'input', 'aria-label': `Category ${name}`, data: { category: name } },
    ...OPTIONS.map(([value, label]) => h('option', { value, selected: value === selected }, label)));
  return h('div', { class: 'category', data: { field: `categories.${name}` } }, h('span', {}, name), select);
}

function zones(selected = Intl.DateTimeFormat().resolvedOptions().timeZone) {
  const all = new Set([selected, 'UTC', ...(Intl.supportedValuesOf?.('timeZone') ?? [])]);
  return h('select', {}, ...[...all].map((zone) => h('option', { value: zone, selected: zone === selected }, zone)));
}

import { button, explain, failure, h, loading, tool } from '../dom.js';
import { field, showWrong, toggle } from '../form.js';

const WAYS = [['push', 'Push and keep'], ['inboxOnly', 'Keep only'], ['mute', 'Neither']];
const NIGHT = { from: '22:00', to: '07:00' };

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

function form(herald, { categories = {}, quietHours }, seen, done) {
  const list = h('div', { class: 'ways' });
  const names = new Set([...Object.keys(categories), ...seen]);
  const addCategory = (name, way = 'push') => list.append(wayOf(name, way));
  [...names].sort().forEach((name) => addCategory(name, categories[name]));

  const more = h('input', { class: 'input', placeholder: 'Another category', 'aria-label': 'Another category', maxlength: 64 });
  const add = () => {
    const name = more.value.trim();
    if (name && !names.has(name)) addCategory(name);
    names.add(name);
    more.value = '';
  };

  const quiet = toggle('Quiet hours', 'quiet', 'What comes in between is kept, and pushed when they end. Critical notifications go through.', Boolean(quietHours));
  const from = field('From', null, h('input', { type: 'time', value: (quietHours ?? NIGHT).from }));
  const to = field('To', null, h('input', { type: 'time', value: (quietHours ?? NIGHT).to }));
  const zone = field('Time zone', null, zones(quietHours?.zone));
  Object.entries({ from, to, zone }).forEach(([name, one]) => (one.dataset.field = `quietHours.${name}`));
  const hours = h('div', { class: 'hours', hidden: !quietHours }, from, to, zone);
  const on = quiet.querySelector('input');
  on.addEventListener('change', () => (hours.hidden = !on.checked));
  const told = h('p', { class: 'wrong', role: 'alert' });

  async function submit(event) {
    event.preventDefault();
    const ways = [...list.querySelectorAll('select')].map((one) => [one.dataset.category, one.value]).filter(([, way]) => way !== 'push');
    const value = (place) => place.querySelector('.input').value;
    const wanted = { categories: Object.fromEntries(ways), ...(on.checked && { quietHours: { from: value(from), to: value(to), zone: value(zone) } }) };
    try {
      told.textContent = '';
      await herald.inbox.preferences(wanted);
      done();
    } catch (error) {
      const rest = showWrong(element, error.violations);
      if (rest.length || !error.violations) told.textContent = rest.map((one) => `${one.field} ${one.message}`).join(', ') || explain(error);
    }
  }

  const element = h('form', { novalidate: true, on: { submit } },
    h('fieldset', { data: { field: 'categories' } }, h('legend', { class: 'fieldset-name' }, 'By category'), list,
      h('div', { class: 'one-more' }, more, button('Add', {}, add))),
    quiet, hours, told,
    h('div', { class: 'actions' }, button('Cancel', {}, done), button('Save', { class: 'primary', type: 'submit' })));
  return element;
}

function wayOf(name, chosen) {
  const select = h('select', { class: 'input', 'aria-label': `Category ${name}`, data: { category: name } },
    ...WAYS.map(([value, label]) => h('option', { value, selected: value === chosen }, label)));
  return h('div', { class: 'way', data: { field: `categories.${name}` } }, h('span', {}, name), select);
}

function zones(chosen = Intl.DateTimeFormat().resolvedOptions().timeZone) {
  const all = new Set([chosen, 'UTC', ...(Intl.supportedValuesOf?.('timeZone') ?? [])]);
  return h('select', {}, ...[...all].map((zone) => h('option', { value: zone, selected: zone === chosen }, zone)));
}

import { button, empty, failure, h, loading } from '../dom.js';
import { frameRow } from '../wire/frame.js';
import { live } from './live.js';

const PAGE = 25;
const MAX_SHOWN = 500;

/** The stored events of a channel, newest first. New ones appear within two seconds. */
export function recentEvents(herald, channel) {
  let newest;
  let older;
  let hasStarted = false;
  const rows = h('ol', { class: 'frames' });
  const note = h('div', {}, loading(3));
  const more = button('Older events', { class: 'small', hidden: true }, showOlder);
  const updates = live(load, (error) => note.replaceChildren(failure(error)));
  const read = (query) => herald.request('GET', `channels/${encodeURIComponent(channel)}/events?${new URLSearchParams({ limit: PAGE, ...query })}`);

  async function load(isCurrent) {
    const page = await read(newest ? { after: newest } : {});
    if (!isCurrent()) return;
    if (newest && (page.reset || page.next)) return restart(isCurrent);
    const events = newest ? page.events : page.events.toReversed();
    if (!hasStarted) older = page.next;
    hasStarted = true;
    rows.prepend(...events.map(row).toReversed());
    newest = events.at(-1)?.id ?? newest;
    while (rows.children.length > MAX_SHOWN) rows.lastChild.remove();
    showNote();
  }

  /** Events after the newest one are no longer stored, or there are more than a page: begin again with the newest page. */
  function restart(isCurrent) {
    newest = undefined;
    hasStarted = false;
    rows.replaceChildren();
    return load(isCurrent);
  }

  async function showOlder() {
    more.disabled = true;
    try {
      const page = await read({ before: older });
      rows.append(...page.events.map(row));
      older = page.next;
      showNote();
    } catch (error) {
      note.replaceChildren(failure(error));
    } finally {
      more.disabled = false;
    }
  }

  function showNote() {
    more.hidden = !older || rows.children.length >= MAX_SHOWN;
    note.replaceChildren(...(rows.children.length ? [] : [empty('wire', 'No events', 'The log stores events for an hour, unless it is configured otherwise. New ones appear here.')]));
  }

  const row = (frame) => frameRow({ direction: 'in', frame, at: frame.time });

  return {
    node: h('section', { class: 'card events' }, h('div', { class: 'card-head' }, h('h2', {}, 'Recent events')), note, rows, h('div', { class: 'pager' }, more)),
    start: updates.restart,
    close: updates.stop,
  };
}

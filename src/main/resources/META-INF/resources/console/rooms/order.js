/** Compares two event ids, `<ms>-<seq>`, by their position in the log. */
export function compareIds(a, b) {
  const [timeA, numberA] = a.split('-').map(Number);
  const [timeB, numberB] = b.split('-').map(Number);
  return timeA - timeB || numberA - numberB;
}

/** Returns the time at which the log stored an event. */
export function timeOf(id) {
  return new Date(Number(id.split('-')[0])).toISOString();
}

/**
 * Inserts a message at its position in the log, which is the order after a reload. A message without an id waits for its
 * acknowledgement, and is at the end.
 */
export function insertInOrder(list, row) {
  const first = list.querySelector('.message')?.row.state.id;
  if (first && row.state.id && compareIds(row.state.id, first) < 0) return list.prepend(row.node);
  let previous = list.lastElementChild;
  while (previous && !isBefore(previous.row, row)) previous = previous.previousElementSibling;
  if (previous?.nextElementSibling === row.node) return;
  if (previous) previous.after(row.node);
  else list.prepend(row.node);
}

/** Lines between messages have no row. */
function isBefore(other, row) {
  if (!other || other === row) return false;
  if (!row.state.id) return true;
  return Boolean(other.state.id) && compareIds(other.state.id, row.state.id) < 0;
}

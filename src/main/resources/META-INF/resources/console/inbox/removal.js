import { button, h } from '../dom.js';

/** How long a deletion can be undone. */
const UNDO_MS = 6_000;

/**
 * Replaces rows that leave the list by a line with "Undo". The line has the height of the row, and stays while the pointer is
 * on the list: otherwise the button of the next row would move under the pointer, and a second click would hit it.
 */
export function removals(list) {
  const all = new Set();
  const canHover = matchMedia('(hover: hover)').matches;
  const collapseAll = () => all.forEach((one) => one.collapseIfDone());
  list.addEventListener('pointerleave', collapseAll);

  /**
   * @param commit completes the removal, once it can no longer be undone
   * @param undo shows the row again, and reverts what has been done
   * @param onGone is called when the line has disappeared
   */
  function replace(node, text, { commit = () => {}, undo, onGone }) {
    const hadFocus = node.contains(document.activeElement);
    const undoButton = button('Undo', { class: 'small' }, () => end(undo));
    const line = h('li', { class: 'removed' }, h('span', { role: 'status' }, text), undoButton);
    line.style.minHeight = `${node.getBoundingClientRect().height}px`;
    node.replaceWith(line);
    if (hadFocus) undoButton.focus({ preventScroll: true });
    const removal = { finish: () => end(commit), collapseIfDone, isDone: false };
    let timer = setTimeout(removal.finish, UNDO_MS);
    all.add(removal);

    function end(action) {
      clearTimeout(timer);
      if (removal.isDone) return;
      removal.isDone = true;
      const isFocused = document.activeElement === undoButton;
      if (action === undo) line.replaceWith(node);
      if (action === undo && isFocused) node.querySelector('button')?.focus();
      action();
      if (action === commit && isFocused) (line.nextElementSibling ?? line.previousElementSibling)?.querySelector('button')?.focus();
      undoButton.remove();
      collapseIfDone();
    }

    function collapseIfDone() {
      if (!removal.isDone || (line.isConnected && canHover && list.matches(':hover'))) return;
      all.delete(removal);
      line.remove();
      onGone();
    }
  }

  return {
    replace,
    /** Completes all removals at once, for example when the user leaves the page. */
    finish: () => all.forEach((one) => one.finish()),
  };
}

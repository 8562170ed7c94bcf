// Loads pages while the user scrolls: the next one when the sentinel element comes into view.

/**
 * @param load `(before, isCurrent) => Promise<{next}>`; the last page has no `next`
 * @param onError receives the error and a function that loads the page again
 * @return `{start(), stop()}`; `start` loads the first page
 */
export function pages(sentinel, load, onError, root = null) {
  let before;
  let run = 0;
  let busy = false;
  let done = true;
  const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && loadNext(), { root, rootMargin: '400px' });

  async function loadNext() {
    if (busy || done) return;
    const own = run;
    busy = true;
    try {
      const { next } = await load(before, () => own === run);
      if (own !== run) return;
      before = next;
      done = !next;
    } catch (error) {
      if (own !== run) return;
      done = true;
      onError(error, () => {
        done = false;
        loadNext();
      });
    } finally {
      if (own === run) busy = false;
    }
    // The observer reports only changes: observe again, in case the sentinel is still in view.
    observer.unobserve(sentinel);
    if (!done) observer.observe(sentinel);
  }

  return {
    start() {
      run++;
      before = undefined;
      busy = false;
      done = false;
      return loadNext();
    },
    stop() {
      run++;
      done = true;
      observer.disconnect();
    },
  };
}

// Pages that come as one scrolls. The sentinel is the element whose sight means that more is wanted.

/**
 * @param load `(before) => Promise<{next}>`; without `next` that was the last page
 * @return `{sentinel, start(), stop()}`; `start` begins anew
 */
export function pages(sentinel, load, failed, root = null) {
  let before;
  let round = 0;
  let busy = false;
  let done = true;
  const observer = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), { root, rootMargin: '400px' });

  async function more() {
    if (busy || done) return;
    const mine = round;
    busy = true;
    try {
      const { next } = await load(before, () => mine === round);
      if (mine !== round) return;
      before = next;
      done = !next;
    } catch (error) {
      if (mine !== round) return;
      done = true;
      failed(error, () => {
        done = false;
        more();
      });
    } finally {
      if (mine === round) busy = false;
    }
    // What is still in sight is not told of again by itself.
    observer.unobserve(sentinel);
    if (!done) observer.observe(sentinel);
  }

  return {
    start() {
      round++;
      before = undefined;
      busy = false;
      done = false;
      return more();
    },
    stop() {
      round++;
      done = true;
      observer.disconnect();
    },
  };
}

const INTERVAL_MS = 2_000;

/**
 * Loads something again and again while the page is visible: its next run begins some time after the previous one has ended.
 *
 * @param load `(isCurrent) => Promise`; `isCurrent` returns false after `stop` or `restart`
 * @param onError receives the error of a run; the next run follows all the same
 * @return `{restart(), stop()}`
 */
export function live(load, onError) {
  let run = 0;
  let timer;

  async function next(own) {
    if (document.hidden) return;
    try {
      await load(() => own === run);
    } catch (error) {
      if (own === run) onError(error);
    }
    if (own === run) timer = setTimeout(() => next(own), INTERVAL_MS);
  }

  function restart() {
    clearTimeout(timer);
    next(++run);
  }

  const onVisible = () => document.hidden || restart();
  document.addEventListener('visibilitychange', onVisible);
  return {
    restart,
    stop() {
      clearTimeout(timer);
      run++;
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}

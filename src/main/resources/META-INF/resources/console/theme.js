// A classic script, so that the page has its colours before it is painted. The choice is no secret: localStorage.
(() => {
  const KEY = 'herald.theme';
  const root = document.documentElement;
  const apply = (theme) => (theme === 'auto' ? root.removeAttribute('data-theme') : root.setAttribute('data-theme', theme));

  let current = 'auto';
  try {
    current = localStorage.getItem(KEY) ?? 'auto';
  } catch { /* a browser that keeps nothing shows what the system says */ }
  apply(current);

  globalThis.heraldTheme = {
    get: () => current,
    set(theme) {
      current = theme;
      apply(theme);
      try {
        localStorage.setItem(KEY, theme);
      } catch { /* as above */ }
    },
  };
})();

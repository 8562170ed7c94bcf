// A classic script, which runs before the page is painted. The theme is stored in localStorage.
(() => {
  const KEY = 'herald.theme';
  const root = document.documentElement;
  const apply = (theme) => (theme === 'auto' ? root.removeAttribute('data-theme') : root.setAttribute('data-theme', theme));

  let current = 'auto';
  try {
    current = localStorage.getItem(KEY) ?? 'auto';
  } catch { /* without storage, the theme of the system applies */ }
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

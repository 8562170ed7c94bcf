// What this tab stores for a user, until the tab is closed or the user signs out.

const PREFIX = 'herald.data';

export function readStored(user, name) {
  try {
    return JSON.parse(sessionStorage.getItem(`${PREFIX}.${name}.${user}`));
  } catch {
    return null;
  }
}

/** Without storage, or when it is full, the data ends with the view. */
export function store(user, name, value) {
  try {
    sessionStorage.setItem(`${PREFIX}.${name}.${user}`, JSON.stringify(value));
  } catch { /* see above */ }
}

export function clearStored() {
  Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => sessionStorage.removeItem(key));
}

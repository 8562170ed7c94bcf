const TINTS = 16;
/** Has no common factor with `TINTS`, so that the steps reach all of them. */
const STEP = 7;
const tints = new Map();

/** Returns the colour of a user: the one of a hash of the id, or the next unused one, if another user of this page has it. */
export function tintOf(user) {
  if (!tints.has(user)) tints.set(user, unused([...user].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)) % 9973, 7) % TINTS));
  return tints.get(user);
}

/** With more users than colours, some have the same. */
function unused(first) {
  const used = new Set(tints.values());
  for (let i = 0; i < TINTS; i++) {
    const tint = (first + i * STEP) % TINTS;
    if (!used.has(tint)) return tint;
  }
  return first;
}

/** A random id. `crypto.randomUUID` exists only on pages that were loaded over https or from this machine. */
export function uuid() {
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

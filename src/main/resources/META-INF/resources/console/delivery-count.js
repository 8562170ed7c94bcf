/** An event that was accepted this long ago, over a connection that has lasted as long, should have been received. */
const OVERDUE_MS = 10_000;

/** Compares the numbers of the events that were accepted with those that were received. */
export function deliveryCount() {
  /** When each event was accepted. */
  const sent = new Map();
  const received = [];
  let onlineSince = null;

  return {
    get sent() {
      return sent.size;
    },
    get received() {
      return new Set(received).size;
    },
    get repeated() {
      return received.length - this.received;
    },
    /** An event is lost if a later one was received, or if it is overdue. */
    lost(now = Date.now()) {
      const all = new Set(received);
      const latest = Math.max(0, ...received);
      const isOverdue = (at) => onlineSince !== null && now - Math.max(at, onlineSince) > OVERDUE_MS;
      return [...sent].filter(([number, at]) => !all.has(number) && (number < latest || isOverdue(at))).length;
    },
    accepted: (number, now = Date.now()) => sent.set(number, now),
    receive: (number) => received.push(number),
    has: (number) => received.includes(number),
    setOnline: (isOnline, now = Date.now()) => (onlineSince = isOnline ? onlineSince ?? now : null),
  };
}

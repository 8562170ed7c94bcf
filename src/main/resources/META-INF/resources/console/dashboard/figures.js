// What instances tell of themselves once a second, kept for two minutes.

export const KEPT_MS = 120_000;
/** An instance that has not been heard of for so long is not counted any more. */
const QUIET_MS = 4_000;

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const count = (value) => (value < 10_000 ? whole : compact).format(value);
const ms = (value) => (value < 10 ? fine : whole).format(value);
const sum = (values) => values.reduce((all, one) => all + one, 0);
const most = (values) => Math.max(...values);

/** `over` makes one figure of those of all instances. */
export const MEASURES = [
  { name: 'connections', label: 'Connections', format: count, over: sum },
  { name: 'deliveries', label: 'Deliveries', unit: '/s', format: count, over: sum },
  { name: 'p99Ms', label: 'Delivery p99', unit: 'ms', format: ms, over: most },
  { name: 'publishes', label: 'Publishes', unit: '/s', format: count, over: sum },
  { name: 'tailLagMs', label: 'Tail lag', unit: 'ms', format: ms, over: most },
  { name: 'redisMs', label: 'Redis answers in', unit: 'ms', format: ms, over: most },
];

export function figures() {
  /** By instance, the points: what it told, and when it came. */
  const all = new Map();
  let heard = 0;

  return {
    get isEmpty() {
      return all.size === 0;
    },
    get heard() {
      return heard;
    },
    take(data) {
      heard = Date.now();
      const points = all.get(data.instance) ?? [];
      points.push({ ...data, at: heard });
      while (points[0].at < heard - KEPT_MS) points.shift();
      all.set(data.instance, points);
    },
    /** `[instance, points, isQuiet]`, always in the same order. */
    instances() {
      const now = Date.now();
      for (const [name, points] of all) if (points.at(-1).at < now - KEPT_MS) all.delete(name);
      return [...all].sort(([a], [b]) => a.localeCompare(b)).map(([name, points]) => [name, points, points.at(-1).at < now - QUIET_MS]);
    },
    now({ name, over }) {
      const values = this.instances().filter(([, , quiet]) => !quiet).map(([, points]) => points.at(-1)[name]).filter((value) => value !== undefined);
      return values.length ? over(values) : undefined;
    },
  };
}

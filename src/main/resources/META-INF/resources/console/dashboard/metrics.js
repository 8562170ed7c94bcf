// The metrics that instances publish once a second, stored for two minutes.

export const RETENTION_MS = 120_000;
/** An instance without metrics for this long is excluded from the current values. */
const SILENT_MS = 4_000;

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const count = (value) => (value < 10_000 ? whole : compact).format(value);
const ms = (value) => (value < 10 ? fine : whole).format(value);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const max = (values) => Math.max(...values);

/** `aggregate` combines the values of all instances. */
export const METRICS = [
  { name: 'connections', label: 'Connections', format: count, aggregate: sum },
  { name: 'deliveries', label: 'Deliveries', unit: '/s', format: count, aggregate: sum },
  { name: 'p99Ms', label: 'Delivery p99', unit: 'ms', format: ms, aggregate: max },
  { name: 'publishes', label: 'Publishes', unit: '/s', format: count, aggregate: sum },
  { name: 'tailLagMs', label: 'Tail lag', unit: 'ms', format: ms, aggregate: max },
  { name: 'redisMs', label: 'Redis round trip', unit: 'ms', format: ms, aggregate: max },
];

export function metricStore() {
  /** The points of each instance: its metrics, and when they arrived. */
  const all = new Map();
  let updatedAt = 0;

  return {
    get isEmpty() {
      return all.size === 0;
    },
    get updatedAt() {
      return updatedAt;
    },
    add(data) {
      updatedAt = Date.now();
      const points = all.get(data.instance) ?? [];
      points.push({ ...data, at: updatedAt });
      while (points[0].at < updatedAt - RETENTION_MS) points.shift();
      all.set(data.instance, points);
    },
    /** Returns `[instance, points, isSilent]` for each instance, in a stable order. */
    instances() {
      const now = Date.now();
      for (const [name, points] of all) if (points.at(-1).at < now - RETENTION_MS) all.delete(name);
      return [...all].sort(([a], [b]) => a.localeCompare(b)).map(([name, points]) => [name, points, points.at(-1).at < now - SILENT_MS]);
    },
    /** Returns the current value over all instances. */
    now({ name, aggregate }) {
      const values = this.instances().filter(([, , isSilent]) => !isSilent).map(([, points]) => points.at(-1)[name]).filter((value) => value !== undefined);
      return values.length ? aggregate(values) : undefined;
    },
  };
}

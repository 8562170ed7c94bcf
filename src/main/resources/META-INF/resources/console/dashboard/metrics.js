const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const count = (value) => (value < 10_000 ? whole : compact).format(value);
const ms = (value) => (value < 10 ? fine : whole).format(value);
export const sum = (values) => values.reduce((total, value) => total + value, 0);
export const max = (values) => Math.max(...values);

/** `aggregate` combines the values of all instances. */
export const METRICS = [
  { name: 'connections', label: 'Connections', format: count, aggregate: sum },
  { name: 'deliveries', label: 'Deliveries', unit: '/s', format: count, aggregate: sum },
  { name: 'p99Ms', label: 'Delivery p99', unit: 'ms', format: ms, aggregate: max },
  { name: 'publishes', label: 'Publishes', unit: '/s', format: count, aggregate: sum },
  { name: 'tailLagMs', label: 'Tail lag', unit: 'ms', format: ms, aggregate: max },
  { name: 'redisMs', label: 'Redis round trip', unit: 'ms', format: ms, aggregate: max },
];

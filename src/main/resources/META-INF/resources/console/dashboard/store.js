import { readStored, store } from '../tab-storage.js';
import { series } from './series.js';

const NAME = 'metrics';
/** An instance without metrics for this long is excluded from the current values, and after the second time from the table. */
const SILENT_MS = 4_000;
const GONE_MS = 120_000;

/** The metrics that instances publish once a second, of the last hour. They outlast a change of the view and a reload. */
export function metricStore(user) {
  const all = new Map(Object.entries(readStored(user, NAME) ?? {}).map(([name, stored], i) => [name, series(i, stored)]));
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
      if (!all.has(data.instance)) all.set(data.instance, series(all.size));
      all.get(data.instance).add({ ...data, at: updatedAt });
    },
    /** Returns the series of all instances that have sent metrics in the last hour, by name. */
    series() {
      const now = Date.now();
      for (const [name, one] of all) if (one.isEmpty(now)) all.delete(name);
      return [...all].sort(([a], [b]) => a.localeCompare(b));
    },
    /** Returns `{name, number, latest, isSilent}` of the current instances. */
    instances() {
      const now = Date.now();
      return this.series()
        .filter(([, one]) => one.isLive && one.latest.at > now - GONE_MS)
        .map(([name, { number, latest }]) => ({ name, number, latest, isSilent: latest.at < now - SILENT_MS }));
    },
    /** Returns the current value over all instances. */
    now({ name, aggregate }) {
      const values = this.instances().filter(({ isSilent }) => !isSilent).map(({ latest }) => latest[name]).filter((value) => value !== undefined);
      return values.length ? aggregate(values) : undefined;
    },
    save: () => store(user, NAME, Object.fromEntries(all)),
  };
}

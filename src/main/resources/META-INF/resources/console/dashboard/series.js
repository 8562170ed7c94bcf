import { max, METRICS } from './metrics.js';

/** The points of one instance: each one for this time, and then one for each bucket. */
const FINE_MS = 120_000;
const BUCKET_MS = 10_000;
export const RETENTION_MS = 3_600_000;
/** No line is drawn over a longer gap between two points: the values in between are unknown. */
const GAP_MS = 3_500;
const BUCKET_GAP_MS = 25_000;

const bucketOf = (point) => Math.floor(point.at / BUCKET_MS);

/** `number` selects the colour. `stored` is what `toJSON` has returned. */
export function series(number, stored = { coarse: [], fine: [] }) {
  const { coarse, fine } = stored;
  let isLive = false;

  /** Times are more than the gaps of a bucket, so that their maximum matters. Of the others the mean does. */
  function merge(point) {
    const last = coarse.at(-1);
    if (!last || bucketOf(last) !== bucketOf(point)) return coarse.push({ ...pick(point), count: 1 });
    for (const { name, aggregate } of METRICS) {
      if (point[name] === undefined) continue;
      if (last[name] === undefined) last[name] = point[name];
      else last[name] = aggregate === max ? Math.max(last[name], point[name]) : (last[name] * last.count + point[name]) / (last.count + 1);
    }
    last.count++;
  }

  function expire(now) {
    while (fine.length && fine[0].at < now - FINE_MS) merge(fine.shift());
    while (coarse.length && coarse[0].at < now - RETENTION_MS) coarse.shift();
  }

  return {
    number,
    /** False until a point arrives: those that were stored tell nothing about the current state of the instance. */
    get isLive() {
      return isLive;
    },
    get latest() {
      return fine.at(-1) ?? coarse.at(-1);
    },
    add(point) {
      isLive = true;
      fine.push(point);
      expire(point.at);
    },
    /** Returns the points since a time, as lists without gaps. */
    segments(name, since) {
      const all = [];
      let previous;
      for (const point of [...coarse, ...fine]) {
        if (point.at < since || point[name] === undefined) continue;
        if (!previous || point.at - previous.at > (previous.count ? BUCKET_GAP_MS : GAP_MS)) all.push([]);
        all.at(-1).push(point);
        previous = point;
      }
      return all;
    },
    isEmpty(now) {
      expire(now);
      return !fine.length && !coarse.length;
    },
    toJSON: () => ({ coarse, fine: fine.map((point) => ({ ...pick(point), heapBytes: point.heapBytes })) }),
  };
}

function pick(point) {
  return { at: point.at, ...Object.fromEntries(METRICS.map(({ name }) => [name, point[name]])) };
}

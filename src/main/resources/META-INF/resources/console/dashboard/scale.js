const STEPS = [1, 2, 5, 10];
/** A value this many times above the usual ones is a spike. */
const SPIKE_FACTOR = 6;
const USUAL = 0.9;
const MIN_VALUES = 5;

/** Returns the upper end of a chart: above all values, or if a few of them are spikes, above the others. */
export function scaleOf(values) {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const highest = sorted.at(-1) ?? 0;
  const usual = sorted.length < MIN_VALUES ? highest : sorted[Math.floor(USUAL * (sorted.length - 1))];
  return roundUp(highest > SPIKE_FACTOR * usual ? 2 * usual : highest);
}

/** Rounds up to 1, 2, 5, 10, 20 …, so that the scale changes rarely. */
function roundUp(highest) {
  if (highest <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return power * STEPS.find((step) => step * power >= highest);
}

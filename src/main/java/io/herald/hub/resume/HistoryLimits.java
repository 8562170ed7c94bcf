package io.herald.hub.resume;

import io.herald.hub.telemetry.SingleWriterCounter;
import java.util.function.LongUnaryOperator;

/**
 * Limits the load that one shard puts on the log.
 *
 * @param reads the maximum number of concurrent reads of histories
 * @param random returns a number from zero, inclusive, to its argument, exclusive
 * @param waiting counts the reads that wait because of the limit
 */
public record HistoryLimits(int reads, LongUnaryOperator random, SingleWriterCounter waiting) {}

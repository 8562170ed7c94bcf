package io.herald.hub.resume;

import io.herald.hub.telemetry.LoopCounter;
import java.util.function.LongUnaryOperator;

/**
 * How a shard shares the log with the others.
 *
 * @param reads of histories at once
 * @param random returns a number from zero to below the given one
 * @param waiting counts the reads that wait for their turn
 */
public record HistoryLimits(int reads, LongUnaryOperator random, LoopCounter waiting) {}

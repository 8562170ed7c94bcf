/** Publishes the metrics and log lines of each instance for the console, to rooms that administrators may join. */
@org.jspecify.annotations.NullMarked
package io.herald.console;

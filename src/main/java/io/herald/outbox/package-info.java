/** Reads the outbox tables of other services' databases and appends their rows to the log, each once and in order per key. */
@NullMarked
package io.herald.outbox;

import org.jspecify.annotations.NullMarked;

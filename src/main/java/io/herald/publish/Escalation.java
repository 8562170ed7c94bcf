package io.herald.publish;

import java.time.Duration;

/**
 * Who is to be told where a notification has not been read.
 *
 * @param webhook the name of a configured one
 */
record Escalation(Duration after, String webhook) {}

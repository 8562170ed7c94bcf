package io.herald.client.stream;

import java.util.List;

/**
 * Events that the client has not received are no longer available.
 *
 * @param reason {@code expired}: older than what the log holds; {@code unknown}: the cursor is not one of this log;
 *     {@code lost}: the log has lost them
 * @param channels the affected channels; all others are complete
 */
public record StreamReset(String reason, List<String> channels) {}

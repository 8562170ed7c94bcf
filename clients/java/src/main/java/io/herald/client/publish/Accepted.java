package io.herald.client.publish;

/**
 * A notification that is in the log of the service.
 *
 * @param id the id of the notification
 * @param duplicate whether an earlier call with the same idempotency key had sent it. Also true if the answer to that call was
 *     lost and the client repeated it
 */
public record Accepted(String id, boolean duplicate) {}

package io.herald.client.publish;

import java.time.Instant;

/**
 * The delivery state of a notification. The counts are approximate: the service updates them every second.
 *
 * @param id the id of the notification
 * @param acceptedAt when the service accepted it
 * @param state {@code scheduled}, {@code sent} or {@code withdrawn}
 * @param recipients the number of recipients
 * @param delivered the number of connections that have received it
 * @param read the number of users who have read it
 * @param escalated whether its webhook was called
 * @param pushed the number of browsers to which it was pushed
 * @param pushFailed the number of browsers to which it could not be pushed
 */
public record DeliveryFacts(
        String id,
        Instant acceptedAt,
        String state,
        long recipients,
        long delivered,
        long read,
        boolean escalated,
        long pushed,
        long pushFailed) {}

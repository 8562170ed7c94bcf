package io.herald.publish.notification;

import java.time.Duration;

/**
 * A webhook call that is due if a notification is still unread after some time.
 *
 * @param after the delay from the delivery of the notification
 * @param webhook the name of a configured webhook
 */
record Escalation(Duration after, String webhook) {}

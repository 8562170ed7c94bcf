package io.herald.publish.notification;

/** The state of a notification between its request and the append: accepted as an event, or rejected with a problem. */
sealed interface AcceptanceResult permits AcceptedNotification, PublishResult.Rejected {}

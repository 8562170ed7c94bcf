package io.herald.publish;

/** The state of a notification between its request and the append: accepted as an event, or refused with a problem. */
sealed interface AcceptanceStep permits AcceptedNotification, PublishResult.Refused {}

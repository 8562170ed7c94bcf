package io.herald.publish;

/** A publication on its way into the log: a draft of its event, or the reason why it goes no further. */
sealed interface AcceptanceStep permits AcceptedNotification, PublishResult.Refused {}

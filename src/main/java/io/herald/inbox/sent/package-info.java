/** Notifications from the view of their senders: delivery facts, withdrawal, escalation. */
@NullMarked
package io.herald.inbox.sent;

import org.jspecify.annotations.NullMarked;

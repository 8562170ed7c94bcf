/** What waits on the schedule for a notification: written by those who publish, and also read by the inbox. */
@NullMarked
package io.herald.notification;

import org.jspecify.annotations.NullMarked;

/**
 * Entries of the schedule that concern notifications: scheduled or deferred notifications, and escalations. Publishing writes
 * them; the inbox reads them too.
 */
@NullMarked
package io.herald.schedule;

import org.jspecify.annotations.NullMarked;

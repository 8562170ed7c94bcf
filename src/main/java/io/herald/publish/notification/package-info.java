/** Accepts notifications: validates them, assigns ids, applies idempotency keys, and appends or schedules them. */
@NullMarked
package io.herald.publish.notification;

import org.jspecify.annotations.NullMarked;

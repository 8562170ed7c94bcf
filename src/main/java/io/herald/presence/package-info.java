/**
 * Presence: which users follow which rooms, over all instances. An entry belongs to the instance whose connections it counts, and
 * remains valid as long as that instance renews its lease. When a lease expires, any instance removes the entries and announces
 * the departures in one script call, so each departure is announced exactly once.
 */
@NullMarked
package io.herald.presence;

import org.jspecify.annotations.NullMarked;

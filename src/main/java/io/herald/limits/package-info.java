/**
 * The limits of the service: settings, counters and rate limiters.
 */
@NullMarked
package io.herald.limits;

import org.jspecify.annotations.NullMarked;

/**
 * The limits of the service: their settings, their counters and the rate limits.
 */
@NullMarked
package io.herald.limits;

import org.jspecify.annotations.NullMarked;

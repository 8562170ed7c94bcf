/** The metrics of Web Push. */
@NullMarked
package io.herald.push.telemetry;

import org.jspecify.annotations.NullMarked;

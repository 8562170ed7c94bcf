/** The health checks, and the monitors that determine their results continuously. A check never waits for a server. */
@NullMarked
package io.herald.ops.health;

import org.jspecify.annotations.NullMarked;

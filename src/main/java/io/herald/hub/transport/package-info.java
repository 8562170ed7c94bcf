/**
 * The contract between the hub and the transports: a transport implements an outlet for each client and holds a
 * subscription.
 */
@NullMarked
package io.herald.hub.transport;

import org.jspecify.annotations.NullMarked;

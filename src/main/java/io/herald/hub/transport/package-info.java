/**
 * The contract between the hub and the transports: for each client, a transport implements an outlet and holds a
 * subscription.
 */
@NullMarked
package io.herald.hub.transport;

import org.jspecify.annotations.NullMarked;

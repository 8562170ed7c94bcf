package io.herald.push.delivery;

/** A host has no address to which this service may connect. */
final class BlockedAddress extends RuntimeException {

    BlockedAddress() {
        super("no public address", null, false, false);
    }
}

package io.herald.simulation.server;

/**
 * The times that a server uses during one call, in microseconds.
 *
 * @param clock the time that a script reads
 * @param expiry decides whether a key has expired: Redis reads it when a script starts
 * @param ttl the time from which a remaining time is computed: Redis 7.0 reads it again for each command
 */
record ModelTime(long clock, long expiry, long ttl) {

    static ModelTime at(long micros) {
        return new ModelTime(micros, micros, micros);
    }

    long clockMillis() {
        return clock / 1_000;
    }

    long expiryMillis() {
        return expiry / 1_000;
    }

    long ttlMillis() {
        return ttl / 1_000;
    }
}

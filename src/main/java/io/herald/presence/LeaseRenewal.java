package io.herald.presence;

import io.vertx.redis.client.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reply to the renewal of a lease.
 *
 * @param wasValid false if the lease had expired or did not exist; the entries of the instance may be missing then
 * @param nextPage the position of the next page of entries
 * @param stored some entries of the instance, with the stored numbers of connections
 */
record LeaseRenewal(boolean wasValid, String nextPage, Map<PresenceEntry, Integer> stored) {

    /** Decodes the reply, which the script describes. */
    static LeaseRenewal of(Response reply) {
        Map<PresenceEntry, Integer> stored = new LinkedHashMap<>();
        for (int i = 2; i < reply.size(); i += 3) {
            stored.put(
                    new PresenceEntry(reply.get(i).toString(), reply.get(i + 1).toString()),
                    reply.get(i + 2).toInteger());
        }
        return new LeaseRenewal(reply.get(0).toInteger() == 1, reply.get(1).toString(), stored);
    }
}

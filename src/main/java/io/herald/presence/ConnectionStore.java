package io.herald.presence;

import io.herald.event.Channel;
import io.herald.limits.LimitsConfig;
import io.herald.limits.LimitsConfig.OnTooMany;
import io.herald.log.EventLog;
import io.herald.redis.ScriptRunner;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stores the connections of users in Redis and enforces their limit. The head of the script {@code connections} describes the
 * keys and operations.
 */
@ApplicationScoped
class ConnectionStore {

    /** The order of a connection to which the script has not assigned one yet. */
    static final long NEW = 0;

    /** The endings of a connection above the limit, as the script reports them to the instance of the connection. */
    static final String EVICT = "evict";

    static final String REJECT = "reject";

    private static final String SCRIPT = "connections";
    private static final String NOBODY = "-";
    private static final Duration LIFE = Duration.ofDays(7);

    private final EventLog log;
    private final ScriptRunner scriptRunner;
    private final LimitsConfig limits;

    ConnectionStore(EventLog log, ScriptRunner scriptRunner, LimitsConfig limits) {
        this.log = log;
        this.scriptRunner = scriptRunner;
        this.limits = limits;
    }

    /**
     * Registers a connection or updates its entry. If the user then exceeds the limit, the script sends a control message that
     * names the surplus connections.
     *
     * @param order the order that an earlier call returned, or {@link #NEW}
     * @param json the description of the connection
     * @return the position of the connection in the order in which the user's connections were opened; passing it again restores
     *     that position if Redis has lost the entry
     */
    Uni<Long> register(String user, String instance, String connection, long order, String json) {
        String ending = limits.onTooMany() == OnTooMany.EVICT ? EVICT : REJECT;
        List<Object> what =
                List.of("hold", connection, order, json, limits.connectionsPerUser(), ending, LIFE.toMillis());
        return run(user, instance, what).map(Response::toLong);
    }

    Uni<?> remove(String user, String connection) {
        return run(user, NOBODY, List.of("drop", connection));
    }

    /** Reads a page of the users of a partition; the script describes the reply. */
    Uni<Response> users(int partition, String prefix, String after, int most) {
        return runForAll(partition, NOBODY, List.of("users", prefix, after, most));
    }

    /** Reads a page of the connections of a partition; the script describes the reply. */
    Uni<Response> connections(int partition, String prefix, ConnectionPosition after, int most) {
        return runForAll(partition, NOBODY, List.of("connections", prefix, after.user(), after.order(), most));
    }

    /**
     * Removes users without connections from the list of a partition.
     *
     * @param instance whose connections among those of the examined users are returned
     */
    Uni<PrunedPage> prune(int partition, String instance, String after) {
        return runForAll(partition, instance, List.of("prune", after)).map(PrunedPage::of);
    }

    /**
     * The result of an examination of some users.
     *
     * @param last the last user that was examined, after whom the next call continues; empty at the end
     * @param connections the connections of the instance, with their users
     */
    record PrunedPage(String last, Map<String, String> connections) {

        private static PrunedPage of(Response reply) {
            Map<String, String> connections = new HashMap<>();
            for (int i = 1; i < reply.size(); i += 2) {
                connections.put(reply.get(i + 1).toString(), reply.get(i).toString());
            }
            return new PrunedPage(reply.get(0).toString(), connections);
        }
    }

    /** Returns the descriptions of a user's connections to instances with a valid lease, as JSON, oldest first. */
    Uni<List<String>> connectionsOf(String user) {
        return run(user, NOBODY, List.of("list")).map(ConnectionStore::texts);
    }

    /**
     * Records whether a person sees a connection, on whichever instance it is. The script informs that instance.
     *
     * @return false if the user has no such connection
     */
    Uni<Boolean> setVisible(String user, String connection, boolean visible) {
        return run(user, NOBODY, List.of("visibility", connection, visible)).map(Response::toBoolean);
    }

    /** Returns those of the users of whom a person sees a connection to an instance with a valid lease. */
    Uni<Set<String>> visibleUsers(Collection<String> users) {
        Map<Integer, List<String>> byPartition = users.stream().collect(Collectors.groupingBy(this::partition));
        return Multi.createFrom()
                .iterable(byPartition.entrySet())
                .onItem()
                .transformToUni(part -> visibleUsers(part.getKey(), part.getValue()))
                .merge()
                .onItem()
                .<String>disjoint()
                .collect()
                .asSet();
    }

    private Uni<List<String>> visibleUsers(int partition, List<String> users) {
        List<Object> what = new ArrayList<>(List.of("visible"));
        what.addAll(users);
        return runForAll(partition, NOBODY, what).map(ConnectionStore::texts);
    }

    private Uni<Response> runForAll(int partition, String instance, List<Object> what) {
        List<Object> all = new ArrayList<>(List.of("", instance));
        all.addAll(what);
        return scriptRunner.run(SCRIPT, partition, PresenceStore.PREFIX, all);
    }

    private static List<String> texts(Response reply) {
        List<String> all = new ArrayList<>(reply.size());
        reply.forEach(one -> all.add(one.toString()));
        return all;
    }

    private Uni<Response> run(String user, String instance, List<Object> what) {
        List<Object> all = new ArrayList<>(2 + what.size());
        all.add(user);
        all.add(instance);
        all.addAll(what);
        return scriptRunner.run(SCRIPT, partition(user), PresenceStore.PREFIX, all);
    }

    private int partition(String user) {
        return log.partitionOf(Channel.user(user));
    }
}

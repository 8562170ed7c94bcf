package io.herald.redis.connection;

import io.herald.loop.FailureLogger;
import io.herald.loop.FaultIsolation;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Locates the masters of a Redis Cluster. Reads the slot map from the first node that knows all slots, at startup and
 * after each error that suggests a change. A slot that no node knows keeps its former master: a node that is about to join
 * or was reset answers with few slots or none. A node that is unreachable affects only the keys that it serves. The
 * cluster connections of the Redis client lack this property: they open only if every node answers.
 */
public final class ClusterServers implements ServerLocator {

    private static final Logger LOG = Logger.getLogger(ClusterServers.class);
    private static final Pattern MOVED = Pattern.compile("^MOVED (\\d+) (\\S*):(\\d+)");

    /** A hung node accepts a connection and then sends nothing. The look-up continues with the next node. */
    private static final long ANSWER_TIMEOUT_MS = 1_000;

    /** When a node fails, all connections to it call {@link #doubt} at once. One look-up per period is enough. */
    private static final long PAUSE_MS = 200;

    private final NodeClients clients;
    private final EventLoopContext context;
    private final Collection<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final FailureLogger failures = new FailureLogger(LOG);
    private volatile SlotMap slotMap = SlotMap.EMPTY;
    private volatile boolean closed;

    /** Confined to the context, like {@link #lastQueried}. */
    private boolean lookingUp;

    private String lastQueried = "";

    public ClusterServers(NodeClients clients, EventLoopContext context) {
        this.clients = clients;
        this.context = context;
    }

    @Override
    public @Nullable String serverOf(String key) {
        return slotMap.master(HashSlot.of(key));
    }

    @Override
    public Set<String> servers() {
        return slotMap.masters();
    }

    @Override
    public Redis createClient(String server, Runnable onRead) {
        return clients.createClient(server, onRead);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void reportError(String error) {
        Matcher moved = MOVED.matcher(error);
        if (moved.find()) {
            move(Integer.parseInt(moved.group(1)), moved.group(2), moved.group(3));
        } else {
            context.execute(this::lookUp);
        }
    }

    /** Applies a MOVED redirection, which for its slot is more recent than any slot map. */
    private void move(int slot, String host, String port) {
        SlotMap known = slotMap;
        String before = known.master(slot);
        String server = SlotMap.server(host, port, before == null ? "" : before);
        if (server != null && !server.equals(before)) {
            LOG.infof("redis.cluster.slot.moved slot=%d server=%s", slot, server);
            apply(known.withMaster(slot, server));
        }
    }

    private synchronized void apply(SlotMap fresh) {
        if (!slotMap.equals(fresh)) {
            slotMap = fresh;
            FaultIsolation.forEach(listeners, Runnable::run);
        }
    }

    private void lookUp() {
        if (!lookingUp && !closed) {
            lookingUp = true;
            guard(() -> queryNext(new ArrayDeque<>(candidates())));
        }
    }

    /** Ends this look-up if the action throws, so that the next look-up can start. */
    private void guard(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            failures.failed("redis.cluster.lookup.failed", e);
            endLookUp();
        }
    }

    /**
     * Returns the known masters and the nodes of the settings. The node that was asked last comes last, because its
     * slot map may be outdated.
     */
    private Set<String> candidates() {
        Set<String> candidates = new LinkedHashSet<>(slotMap.masters());
        candidates.addAll(clients.configuredNodes());
        if (candidates.remove(lastQueried)) {
            candidates.add(lastQueried);
        }
        return candidates;
    }

    private void queryNext(Queue<String> candidates) {
        String server = candidates.poll();
        if (server == null) {
            LOG.debug("redis.cluster.lookup.unanswered");
            endLookUp();
            return;
        }
        lastQueried = server;
        querySlots(server)
                .onComplete(answer -> context.execute(() -> guard(() -> {
                    if (answer.succeeded()) {
                        updateSlots(answer.result(), server, candidates);
                    } else {
                        skip(server, String.valueOf(answer.cause()), candidates);
                    }
                })));
    }

    private void skip(String server, String reason, Queue<String> candidates) {
        LOG.debugf("redis.cluster.node.skipped server=%s reason=\"%s\"", server, reason);
        queryNext(candidates);
    }

    private void updateSlots(SlotMap answer, String server, Queue<String> candidates) {
        SlotMap fresh = answer.completedBy(slotMap);
        if (!fresh.equals(slotMap)) {
            LOG.infof("redis.cluster.slots.updated masters=%s server=%s", fresh.masters(), server);
            apply(fresh);
        }
        if (answer.isComplete()) {
            endLookUp();
        } else {
            skip(server, "some slots have no master", candidates);
        }
    }

    private void endLookUp() {
        context.setTimer(PAUSE_MS, timer -> lookingUp = false);
    }

    /** Never throws, so that the look-up can continue with the other nodes. */
    private Future<SlotMap> querySlots(String server) {
        try {
            return querySlots(clients.createClient(server, () -> {})).map(slots -> SlotMap.of(slots, server));
        } catch (Throwable e) {
            failures.failed("redis.cluster.lookup.failed", e);
            return Future.failedFuture(e);
        }
    }

    private Future<Response> querySlots(Redis client) {
        Promise<Response> answer = context.promise();
        long timer = context.setTimer(ANSWER_TIMEOUT_MS, late -> answer.tryFail("no answer"));
        client.send(Request.cmd(Command.CLUSTER).arg("SLOTS")).onComplete(reply -> {
            if (reply.succeeded()) {
                answer.tryComplete(reply.result());
            } else {
                answer.tryFail(reply.cause());
            }
        });
        return answer.future().onComplete(done -> {
            context.owner().cancelTimer(timer);
            client.close();
        });
    }
}

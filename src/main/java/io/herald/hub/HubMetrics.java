package io.herald.hub;

import io.herald.hub.telemetry.ShardCounters;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.hub.transport.Transport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Registers the metrics of the hub. Each scrape adds up the counters of all shards. */
@ApplicationScoped
class HubMetrics {

    private final MeterRegistry registry;
    private final Hub hub;
    private final ConnectRefusals connectRefusals;

    HubMetrics(MeterRegistry registry, Hub hub, ConnectRefusals connectRefusals) {
        this.registry = registry;
        this.hub = hub;
        this.connectRefusals = connectRefusals;
    }

    void register(@Observes StartupEvent started) {
        for (Transport transport : Transport.values()) {
            register(transport);
        }
        for (Reason reason : Reason.values()) {
            count(
                    "herald.resets",
                    "Resets sent: events after the client's cursor are no longer available.",
                    Tags.of("reason", reason.toString()),
                    shardCounters -> shardCounters.resets(reason).get());
        }
        gauge(
                "herald.subscribers.behind",
                "Connections that catch up, or whose socket is full.",
                Tags.empty(),
                shardCounters -> shardCounters.behind().get());
        gauge(
                "herald.history.waiting",
                "Queued reads of histories in Redis.",
                Tags.empty(),
                shardCounters -> shardCounters.waitingReads().get());
        count(
                "herald.events.replayed",
                "Delivered events whose receiver was behind.",
                Tags.empty(),
                shardCounters -> shardCounters.replayed().get());
        windowReads("hit", shardCounters -> shardCounters.windowHits().get());
        windowReads("miss", shardCounters -> shardCounters.windowMisses().get());
    }

    private void register(Transport transport) {
        Tags tags = Tags.of("transport", transport.toString());
        gauge("herald.connections", "Open connections.", tags, shardCounters -> shardCounters.open(transport));
        count(
                "herald.connects",
                "Accepted connections.",
                tags,
                shardCounters -> shardCounters.connected(transport).get());
        count(
                "herald.events.delivered",
                "Events written to clients, including replayed ones.",
                tags,
                shardCounters -> shardCounters.delivered(transport).get());
        disconnects(
                transport,
                "gone",
                shardCounters -> shardCounters.lost(transport).get());
        disconnects(
                transport,
                "goodbye",
                shardCounters -> shardCounters.closedByClient(transport).get());
        for (CloseReason closeReason : CloseReason.values()) {
            String reason = closeReason.name().toLowerCase(Locale.ROOT);
            disconnects(
                    transport,
                    reason,
                    shardCounters ->
                            shardCounters.closedByServer(transport, closeReason).get());
        }
        for (RefusalReason reason : RefusalReason.values()) {
            FunctionCounter.builder("herald.connects.refused", connectRefusals, all -> all.get(transport, reason))
                    .description("Connection attempts that were refused with a time to retry.")
                    .tags(tags.and("reason", reason.toString()))
                    .register(registry);
        }
    }

    private void disconnects(Transport transport, String reason, ToLongFunction<ShardCounters> count) {
        Tags tags = Tags.of("transport", transport.toString(), "reason", reason);
        count("herald.disconnects", "Closed connections.", tags, count);
    }

    private void windowReads(String result, ToLongFunction<ShardCounters> count) {
        Tags tags = Tags.of("result", result);
        count("herald.window.reads", "Reads of the window for missed events; a miss reads from Redis.", tags, count);
    }

    private void gauge(String name, String description, Tags tags, ToLongFunction<ShardCounters> value) {
        Gauge.builder(name, hub, asked -> asked.total(value))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void count(String name, String description, Tags tags, ToLongFunction<ShardCounters> value) {
        FunctionCounter.builder(name, hub, asked -> asked.total(value))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}

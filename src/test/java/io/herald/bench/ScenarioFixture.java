package io.herald.bench;

import io.herald.dev.DataDirectory;
import io.herald.dev.DevServices;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that a scenario needs, made anew for each: an empty Redis, the packaged service, and the load. */
final class ScenarioFixture implements AutoCloseable {

    private static final int PUBLISHING = 64;
    private static final String REDIS = "quarkus.redis.hosts";

    final Options options;

    /** Of the service. */
    final Map<String, String> settings;

    final BenchRedis redis;
    final HeraldProcess herald;
    final LoadLoop loadLoop;
    final BenchTokens tokens;
    final Publisher publisher;

    private ScenarioFixture(
            Options options, Map<String, String> settings, BenchRedis redis, HeraldProcess herald, BenchTokens tokens) {
        this.options = options;
        this.settings = Map.copyOf(settings);
        this.redis = redis;
        this.herald = herald;
        this.tokens = tokens;
        this.loadLoop = new LoadLoop(herald.baseUri());
        this.publisher = new Publisher(loadLoop.host(), tokens.publisher());
    }

    /** Before anything else: what PostgreSQL and the keys are, for all scenarios. */
    static Map<String, String> house(DataDirectory dataDirectory) {
        return DevServices.open(dataDirectory, REDIS::equals);
    }

    static ScenarioFixture set(
            Options options, Map<String, String> house, DataDirectory dataDirectory, CpuPinning cpuPinning) {
        BenchTokens tokens = BenchTokens.of(dataDirectory, Math.max(10_100, options.connections() + 100));
        BenchRedis redis = BenchRedis.start(dataDirectory, cpuPinning);
        Map<String, String> settings = new HashMap<>(house);
        // There is one publisher, and a crowd that comes at once: what they are allowed is not what is to be measured.
        settings.put("herald.limits.publishes-per-second", "1000000");
        settings.put("herald.limits.connects-per-second", "1000000");
        settings.putAll(options.settings());
        settings.put(REDIS, redis.url());
        List<String> command = new ArrayList<>(List.of(HeraldProcess.java()));
        command.addAll(options.jvm());
        command.addAll(List.of("-jar", HeraldProcess.jar().toString()));
        HeraldProcess herald = HeraldProcess.launch(settings, cpuPinning.onServer(command));
        ScenarioFixture scenarioFixture = new ScenarioFixture(options, settings, redis, herald, tokens);
        try {
            herald.awaitReady();
            herald.awaitSchema();
            scenarioFixture.connectPublisher();
            cpuPinning.moveLoad();
            return scenarioFixture;
        } catch (AssertionError | RuntimeException e) {
            scenarioFixture.close();
            throw e;
        }
    }

    private void connectPublisher() {
        for (int i = 0; i < PUBLISHING; i++) {
            loadLoop.connect(publisher.connection(), new byte[0], () -> {
                throw new IllegalStateException("the service takes no connection");
            });
        }
        Await.until("connections to publish by", () -> loadLoop.call(publisher::free) == PUBLISHING);
    }

    /** Whether all that was published is in its inboxes. */
    boolean isProjected() {
        return new Api(herald.baseUri(), tokens.publisher()).metric("herald_inbox_backlog") == 0;
    }

    ProcessCost server() {
        return new ProcessCost(herald.pid());
    }

    /** Waits until nothing of the scenario's beginning, such as compiling, takes the server's core any more. */
    void settle() {
        long last = server().cpuMicros();
        for (int i = 0; i < 20; i++) {
            pause(500);
            long now = server().cpuMicros();
            if (now - last < 25_000) {
                return;
            }
            last = now;
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        loadLoop.close();
        herald.close();
        redis.close();
    }
}

package io.herald.bench;

import io.herald.dev.DataDirectory;
import io.herald.dev.EmbeddedServers;
import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import java.util.HashMap;
import java.util.Map;

/** What each scenario starts anew: an empty Redis, the packaged service, and the load loop. */
final class ScenarioFixture implements AutoCloseable {

    private static final String REDIS = "quarkus.redis.hosts";

    final Options options;
    final Launcher launcher;

    /** The settings of the service. */
    final Map<String, String> settings;

    final BenchRedis redis;
    final HeraldProcess herald;
    final LoadLoop loadLoop;
    final BenchTokens tokens;
    final LoadPublisher publisher;
    final DataDirectory dataDirectory;
    final CpuPinning cpuPinning;
    private final BenchTarget target;

    /** The time from the launch of the service to its first positive answer to the readiness probe. */
    long readyAfterMillis;

    /** The CPU time of the service until then. */
    long cpuUntilReadyMicros;

    private ScenarioFixture(
            Options options,
            Launcher launcher,
            Map<String, String> settings,
            BenchRedis redis,
            HeraldProcess herald,
            BenchTokens tokens,
            DataDirectory dataDirectory,
            CpuPinning cpuPinning) {
        this.options = options;
        this.launcher = launcher;
        this.settings = Map.copyOf(settings);
        this.redis = redis;
        this.herald = herald;
        this.tokens = tokens;
        this.loadLoop = new LoadLoop(herald.baseUri());
        this.publisher = new LoadPublisher(loadLoop.host(), "Authorization: Bearer " + tokens.publisherToken());
        this.dataDirectory = dataDirectory;
        this.cpuPinning = cpuPinning;
        this.target = new BenchTarget(loadLoop, publisher, () -> CpuCosts.now(this));
    }

    /** Starts PostgreSQL and creates the keys that all scenarios share. */
    static Map<String, String> sharedSettings(DataDirectory dataDirectory) {
        return EmbeddedServers.open(dataDirectory, REDIS::equals);
    }

    static ScenarioFixture start(
            Options options,
            Launcher launcher,
            Map<String, String> sharedSettings,
            DataDirectory dataDirectory,
            CpuPinning cpuPinning) {
        BenchTokens tokens = BenchTokens.of(dataDirectory, Math.max(10_100, options.connections() + 100));
        BenchRedis redis = BenchRedis.start(dataDirectory, cpuPinning);
        Map<String, String> settings = new HashMap<>(sharedSettings);
        // One publisher sends everything and all clients connect at once: rate limits would distort the measurement.
        settings.put("herald.limits.publishes-per-second", "1000000");
        settings.put("herald.limits.connects-per-second", "1000000");
        settings.putAll(options.settings());
        settings.put(REDIS, redis.url());
        redis.reportReadyInstance(true);
        long launched = System.nanoTime();
        HeraldProcess herald = HeraldProcess.launch(settings, cpuPinning.onServer(launcher.command()));
        ScenarioFixture scenarioFixture =
                new ScenarioFixture(options, launcher, settings, redis, herald, tokens, dataDirectory, cpuPinning);
        try {
            herald.awaitReady();
            scenarioFixture.readyAfterMillis = (System.nanoTime() - launched) / 1_000_000;
            scenarioFixture.cpuUntilReadyMicros = scenarioFixture.server().cpuMicros();
            redis.reportReadyInstance(false);
            herald.awaitSchema();
            scenarioFixture.target.connectPublisher();
            cpuPinning.moveLoad();
            return scenarioFixture;
        } catch (AssertionError | RuntimeException e) {
            scenarioFixture.close();
            throw e;
        }
    }

    BenchTarget target() {
        return target;
    }

    /** Returns whether the projection has processed all notifications. */
    boolean isProjected() {
        return new Api(herald.baseUri(), tokens.publisherToken()).metric("herald_inbox_backlog") == 0;
    }

    ProcessCost server() {
        return new ProcessCost(herald.pid());
    }

    /** Waits until the service is nearly idle, so that work of an earlier phase, such as compiling, is not measured. */
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

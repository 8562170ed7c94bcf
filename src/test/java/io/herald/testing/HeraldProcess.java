package io.herald.testing;

import io.herald.dev.DataDirectory;
import io.herald.dev.Ports;
import io.herald.dev.ProcessGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The packaged service as a process of its own, as many as a test wants: what runs here is what users run. */
public final class HeraldProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DATABASE = "quarkus.datasource.reactive.url";
    private static final String NATIVE = "native.image.path";
    private static final String READY = "/q/health/ready";

    /** Both a JVM and a native executable take it. */
    private static final String HEAP = "-Xmx256m";

    /** Few of these live long enough for the second compiler, or for several threads that compile or collect, to be worth it. */
    private static final List<String> SHORT_LIVED =
            List.of("-XX:TieredStopAtLevel=1", "-XX:CICompilerCount=1", "-XX:+UseSerialGC");

    private final Process process;
    private final ProcessLog log;
    private final URI baseUri;
    private final ProcessGuard processGuard;

    private HeraldProcess(Process process, URI baseUri) {
        this.process = process;
        this.log = new ProcessLog(process);
        this.baseUri = baseUri;
        this.processGuard = ProcessGuard.of(process.toHandle());
    }

    /** On the servers of all tests, and ready. */
    public static HeraldProcess start() {
        return start(Map.of());
    }

    /** The same, with some settings different. */
    public static HeraldProcess start(Map<String, String> different) {
        return start(different, List.of());
    }

    /** The same, with further options of the JVM or of the native executable. */
    public static HeraldProcess start(Map<String, String> different, List<String> options) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(different);
        HeraldProcess started = launch(settings, with(options));
        started.awaitReady();
        if (!different.containsKey(DATABASE)) {
            started.awaitSchema();
        }
        return started;
    }

    /** With these settings and no others, and not waited for: for starts that fail. */
    public static HeraldProcess launch(Map<String, String> settings) {
        return launch(settings, with(List.of()));
    }

    /** The same by another command, which ends in {@link #jar}. */
    public static HeraldProcess launch(Map<String, String> settings, List<String> command) {
        Map<String, String> all = new TreeMap<>(settings);
        String port = all.computeIfAbsent("quarkus.http.port", none -> Integer.toString(Ports.free()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(QUARKUS|HERALD|MP_JWT|SMALLRYE)_.*"));
        all.forEach((name, value) -> builder.environment().put(environmentName(name), value));
        try {
            return new HeraldProcess(builder.start(), URI.create("http://127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI baseUri() {
        return baseUri;
    }

    public long pid() {
        return process.pid();
    }

    public List<String> log() {
        return log.lines();
    }

    /** Somebody's, once it is ready. */
    public SseClient stream(String token) {
        SseClient stream = SseClient.open(baseUri.resolve("/api/v1/stream"), token);
        stream.await("ready");
        return stream;
    }

    /** Somebody's, once it is ready. */
    public RawWebSocket socket(String token) {
        RawWebSocket socket = RawWebSocket.open(baseUri, "", token);
        socket.await("ready");
        return socket;
    }

    public void awaitReady() {
        awaitHealth("is ready", READY, answer -> answer.statusCode() == 200);
    }

    /** Also where it cannot become ready, since it does not reach Redis. */
    public void awaitStarted() {
        awaitHealth("has started", "/q/health/started", answer -> answer.statusCode() == 200);
    }

    /** It is ready before: until then, whoever's rooms are asked of PostgreSQL is told to come again. */
    public void awaitSchema() {
        awaitHealth("has its schema", READY, answer -> !answer.body().contains("not migrated yet"));
    }

    /** Waits until the process answers, whether it can become ready or not. */
    public void awaitAnswer() {
        awaitHealth("answers", "/q/health/live", answer -> true);
    }

    private void awaitHealth(String what, String path, Predicate<HttpResponse<String>> wanted) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(baseUri.resolve(path)).build();
        Await.until(baseUri + " " + what, PATIENCE, () -> {
            failIfEnded();
            return wanted.test(client.send(health, BodyHandlers.ofString()));
        });
    }

    /** As a crash or the out-of-memory killer would: nothing of the service gets to run. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** It stands still, and its connections stay: a paused machine, or a collection of garbage that takes far too long. */
    public void hang() {
        Signal.STOP.to(pid());
    }

    public void resume() {
        Signal.CONT.to(pid());
    }

    /** As Kubernetes does it. */
    public int terminate() {
        beginToTerminate();
        return exitCode();
    }

    /** Does not wait for the end. By the handle: the process' own method would close its output, too. */
    public void beginToTerminate() {
        process.toHandle().destroy();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    public int exitCode() {
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError("process %d has not ended:%n%s".formatted(pid(), String.join("\n", log())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it, and looks that it has told no secret, and leaked no buffer. */
    @Override
    public void close() {
        process.destroyForcibly();
        processGuard.close();
        Secrets.assertNotIn(log());
        BufferLeaks.assertNotIn(log());
    }

    private void failIfEnded() {
        if (!process.isAlive()) {
            throw new StartFailed("ended with %d:%n%s".formatted(process.exitValue(), String.join("\n", log())));
        }
    }

    /** An error and no exception, so that nobody goes on waiting. */
    private static final class StartFailed extends AssertionError {
        StartFailed(String message) {
            super(message);
        }
    }

    private static List<String> with(List<String> options) {
        Stream<String> first =
                isNative() ? Stream.of(System.getProperty(NATIVE), HEAP) : ClassArchive.options().stream();
        List<String> all = Stream.concat(first, options.stream()).toList();
        return isNative() ? all : command(all);
    }

    /** On a JVM, with these options of its own besides. */
    static List<String> command(List<String> options) {
        return Stream.of(
                        List.of(java(), HEAP),
                        BufferLeaks.OPTIONS,
                        SHORT_LIVED,
                        options,
                        List.of("-jar", jar().toString()))
                .flatMap(List::stream)
                .toList();
    }

    /** Set by the native profile alone: the executable of an earlier build must not be taken for this one. */
    public static boolean isNative() {
        return !System.getProperty(NATIVE, "").isEmpty();
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public static Path jar() {
        return DataDirectory.target().resolve("quarkus-app").resolve("quarkus-run.jar");
    }

    private static String environmentName(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase();
    }
}

package io.herald.testing;

import io.herald.dev.DataDirectory;
import io.herald.dev.FreePorts;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An instance of the packaged service in a separate process. */
public final class HeraldProcess implements AutoCloseable {

    /** Covers a start beside other tests that use all cores. */
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private static final String DATABASE = "quarkus.datasource.reactive.url";
    private static final String NATIVE = "native.image.path";
    private static final String READY = "/q/health/ready";
    private static final Pattern SCHEMA =
            Pattern.compile("\"name\":\\s*\"database\"[^}]*\"state\":\\s*\"(up to date|builds indexes)\"");

    /** Valid for a JVM and for a native executable. */
    private static final String HEAP = "-Xmx256m";

    /** Most instances live too briefly for the second compiler or for parallel compilation and collection. */
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

    /** Starts an instance on the shared servers and waits until it is ready. */
    public static HeraldProcess start() {
        return start(Map.of());
    }

    /** Starts an instance with additional settings and waits until it is ready. */
    public static HeraldProcess start(Map<String, String> additional) {
        return start(additional, List.of());
    }

    /** Starts an instance with additional settings and with options of the JVM or of the native executable. */
    public static HeraldProcess start(Map<String, String> additional, List<String> options) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(additional);
        HeraldProcess started = launch(settings, with(options));
        try {
            started.awaitReady();
            if (!additional.containsKey(DATABASE)) {
                started.awaitSchema();
            }
            return started;
        } catch (AssertionError failed) {
            started.kill();
            throw failed;
        }
    }

    /** Launches an instance with only these settings and does not wait: for starts that fail. */
    public static HeraldProcess launch(Map<String, String> settings) {
        return launch(settings, with(List.of()));
    }

    /** Launches an instance that lives long, with all optimizations of the JVM, and does not wait. */
    public static HeraldProcess launchPackaged(Map<String, String> settings) {
        return launch(settings, isNative() ? with(List.of()) : List.of(java(), HEAP, "-jar", jar().toString()));
    }

    /** Launches an instance with another command. */
    public static HeraldProcess launch(Map<String, String> settings, List<String> command) {
        Map<String, String> all = new TreeMap<>(settings);
        // A test that starts a second instance must not wait for its warm-up.
        all.putIfAbsent("herald.warmup", "0");
        String port = all.computeIfAbsent("quarkus.http.port", none -> Integer.toString(FreePorts.free()));
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

    /** Opens a stream and waits until it is ready. */
    public SseClient stream(String token) {
        SseClient stream = SseClient.open(baseUri.resolve("/api/v1/stream"), token);
        stream.await("ready");
        return stream;
    }

    /** Opens a WebSocket and waits until it is ready. */
    public RawWebSocket socket(String token) {
        RawWebSocket socket = RawWebSocket.open(baseUri, "", token);
        socket.await("ready");
        return socket;
    }

    public void awaitReady() {
        awaitHealth("is ready", READY, answer -> answer.statusCode() == 200);
    }

    /** Waits until the instance has started, also if it cannot become ready without Redis. */
    public void awaitStarted() {
        awaitHealth("has started", "/q/health/started", answer -> answer.statusCode() == 200);
    }

    /** Waits until the schema is migrated. Until then the instance is ready, but calls that need PostgreSQL fail. */
    public void awaitSchema() {
        awaitHealth(
                "has its schema", READY, answer -> SCHEMA.matcher(answer.body()).find());
    }

    /** Waits until the process answers, whether it can become ready or not. */
    public void awaitAnswer() {
        awaitHealth("answers", "/q/health/live", answer -> true);
    }

    private void awaitHealth(String what, String path, Predicate<HttpResponse<String>> condition) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(baseUri.resolve(path)).build();
        try {
            Await.until(baseUri + " " + what, TIMEOUT, () -> {
                failIfEnded();
                return condition.test(client.send(health, BodyHandlers.ofString()));
            });
        } catch (Await.TimedOut e) {
            throw new AssertionError(e.getMessage() + ":\n" + String.join("\n", log()), e);
        }
    }

    /** Kills the process like a crash or the out-of-memory killer: no shutdown code runs. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Suspends the process with open connections, like a paused machine or a very long garbage collection. */
    public void hang() {
        Signal.STOP.to(pid());
    }

    public void resume() {
        Signal.CONT.to(pid());
    }

    /** Sends SIGTERM, as Kubernetes does, and returns the exit code. */
    public int terminate() {
        sendTerminate();
        return exitCode();
    }

    /** Sends SIGTERM without waiting. {@link Process#destroy} would also close the output of the process. */
    public void sendTerminate() {
        process.toHandle().destroy();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    public int exitCode() {
        return awaitExit(TIMEOUT);
    }

    /** Returns the exit code of a process that may take long to end. */
    public int awaitExit(Duration timeout) {
        try {
            if (process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError("process %d has not ended:%n%s".formatted(pid(), String.join("\n", log())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills the process and checks that its log contains no secret and no buffer leak. */
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

    /** An error and not an exception, so that {@link Await} does not retry. */
    private static final class StartFailed extends AssertionError {
        StartFailed(String message) {
            super(message);
        }
    }

    private static List<String> with(List<String> options) {
        Stream<String> first =
                isNative() ? Stream.of(nativeExecutable().toString(), HEAP) : ClassArchive.options().stream();
        List<String> all = Stream.concat(first, options.stream()).toList();
        return isNative() ? all : command(all);
    }

    /** Returns the command for a JVM with additional options. */
    static List<String> command(List<String> options) {
        return Stream.of(List.of(java(), HEAP), BufferLeaks.OPTIONS, SHORT_LIVED, options, ServiceClassPath.arguments())
                .flatMap(List::stream)
                .toList();
    }

    /** Only the native profile sets the property: a test must not use the executable of an earlier build. */
    public static boolean isNative() {
        return !System.getProperty(NATIVE, "").isEmpty();
    }

    public static Path nativeExecutable() {
        return Path.of(System.getProperty(NATIVE));
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

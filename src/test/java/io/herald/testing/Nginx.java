package io.herald.testing;

import io.herald.dev.FreePorts;
import io.herald.dev.ProcessGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** nginx with {@code deploy/nginx.conf}, in which only the addresses are replaced. */
public final class Nginx implements AutoCloseable {

    private static final Path BINARY =
            Path.of(Objects.requireNonNullElse(System.getenv("HERALD_TEST_NGINX"), "/usr/sbin/nginx"));
    private static final Path CONFIGURATION = Path.of("deploy", "nginx.conf");
    private static final Pattern SERVERS = Pattern.compile("( *server [a-z0-9-]+:8080([^;]*) resolve;\n)+");
    private static final Pattern RESOLVER = Pattern.compile(" *resolver .*\n");
    private static final Pattern VERSION = Pattern.compile("nginx/(\\d+)\\.(\\d+)\\.(\\d+)");
    private static final int[] FIRST_WITH_RESOLVE = {1, 27, 3};

    private final int port = FreePorts.free();
    private final Process process;
    private final ProcessGuard processGuard;

    private Nginx(String servers) throws IOException {
        Path home = TestDirectory.dataDirectory().directory("nginx-" + port);
        Path file = Files.writeString(home.resolve("nginx.conf"), configuration(home, servers));
        this.process = new ProcessBuilder(BINARY.toString(), "-p", home + "/", "-c", file.toString(), "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output.log").toFile())
                .start();
        this.processGuard = ProcessGuard.of(process.toHandle());
    }

    public static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    /** Whether this nginx notices that a name gets another address. */
    public static boolean resolvesAgain() {
        if (!isInstalled()) {
            return false;
        }
        try {
            Process process = new ProcessBuilder(BINARY.toString(), "-v")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(output);
            return version.find()
                    && Arrays.compare(
                                    IntStream.rangeClosed(1, 3)
                                            .map(part -> Integer.parseInt(version.group(part)))
                                            .toArray(),
                                    FIRST_WITH_RESOLVE)
                            >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param instances the ports of the instances, which replace the names */
    public static Nginx inFrontOf(List<Integer> instances) {
        String servers = instances.stream()
                .map(instance -> "    server 127.0.0.1:" + instance + "$2;\n")
                .collect(Collectors.joining());
        String deployed = read();
        return start(RESOLVER.matcher(SERVERS.matcher(deployed).replaceFirst(servers))
                .replaceFirst(""));
    }

    /** The instances have the names of the file, which the name server resolves. */
    public static Nginx inFrontOfNames(NameServer names, int instancePort) {
        return start(read().replace("${NGINX_LOCAL_RESOLVERS}", names.address()).replace(":8080", ":" + instancePort));
    }

    private static Nginx start(String servers) {
        try {
            Nginx nginx = new Nginx(servers);
            Await.until("nginx listens", nginx::listens);
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read() {
        try {
            return Files.readString(CONFIGURATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private boolean listens() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        }
    }

    private String configuration(Path home, String servers) {
        String serverBlock = servers.replace("listen 80;", listen());
        return """
            daemon off;
            %s
            pid nginx.pid;
            events {}
            http {
            access_log off;
            client_body_temp_path %2$s/body;
            proxy_temp_path %2$s/proxy;
            fastcgi_temp_path %2$s/fastcgi;
            uwsgi_temp_path %2$s/uwsgi;
            scgi_temp_path %2$s/scgi;
            %3$s
            }
            """.formatted(user(), home, serverBlock);
    }

    private String listen() {
        return "listen 127.0.0.1:" + port + ";";
    }

    /** For root, the default user of the workers could not read the directory. */
    private static String user() {
        return System.getProperty("user.name").equals("root") ? "user root;" : "";
    }

    @Override
    public void close() {
        process.destroy();
        processGuard.close();
    }
}

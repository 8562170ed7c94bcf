package io.herald.testing;

import io.herald.dev.FreePorts;
import io.herald.dev.ProcessGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** nginx with {@code deploy/nginx.conf}, in which only the addresses are replaced. */
public final class Nginx implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/sbin/nginx");
    private static final Path CONFIGURATION = Path.of("deploy", "nginx.conf");
    private static final Pattern SERVERS = Pattern.compile("( *server [a-z0-9-]+:8080([^;]*);\n)+");

    private final int port = FreePorts.free();
    private final Process process;
    private final ProcessGuard processGuard;

    private Nginx(List<Integer> instances) throws IOException {
        Path home = TestDirectory.dataDirectory().directory("nginx-" + port);
        Path file = Files.writeString(home.resolve("nginx.conf"), configuration(home, instances));
        this.process = new ProcessBuilder(BINARY.toString(), "-p", home + "/", "-c", file.toString(), "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output.log").toFile())
                .start();
        this.processGuard = ProcessGuard.of(process.toHandle());
    }

    public static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    /** @param instances the ports of the instances */
    public static Nginx inFrontOf(List<Integer> instances) {
        try {
            Nginx nginx = new Nginx(instances);
            Await.until("nginx listens", nginx::listens);
            return nginx;
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

    private String configuration(Path home, List<Integer> instances) throws IOException {
        String servers = instances.stream()
                .map(instance -> "    server 127.0.0.1:" + instance + "$2;\n")
                .collect(Collectors.joining());
        String serverBlock = SERVERS.matcher(Files.readString(CONFIGURATION))
                .replaceFirst(servers)
                .replace("listen 80;", listen());
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

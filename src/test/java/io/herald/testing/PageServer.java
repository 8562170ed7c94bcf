package io.herald.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A site with another origin, with pages and scripts of a test, and otherwise empty pages. */
public final class PageServer implements AutoCloseable {

    private static final String PAGE = "<!doctype html><title>Elsewhere</title>";

    private final HttpServer server;
    private final Map<String, String> files = new ConcurrentHashMap<>();

    private PageServer(HttpServer server) {
        this.server = server;
    }

    public static PageServer start() {
        return startAt(0);
    }

    /** @param port 0 for any that is free */
    public static PageServer startAt(int port) {
        return startAt("127.0.0.1", port);
    }

    public static PageServer startAt(String address, int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
            PageServer pages = new PageServer(server);
            server.createContext("/", pages::answer);
            server.start();
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = files.getOrDefault(path, PAGE).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", path.endsWith(".js") ? "text/javascript" : "text/html");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Serves a page, or a script if the path ends with {@code .js}. */
    public void serve(String path, String content) {
        files.put(path, content);
    }

    public String origin() {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

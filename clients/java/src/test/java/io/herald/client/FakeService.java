package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers requests with prepared answers, in their order, and keeps the requests. */
final class FakeService implements AutoCloseable {

    record Request(String method, String target, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.get(name);
        }
    }

    interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    FakeService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Request> requests() {
        return requests;
    }

    FakeService answer(Answer answer) {
        answers.add(answer);
        return this;
    }

    FakeService answer(int status, String body) {
        return answer(status, body, Map.of());
    }

    FakeService answer(int status, String body, Map<String, String> headers) {
        return answer(exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.getBytes(UTF_8).length);
            if (!body.isEmpty()) {
                exchange.getResponseBody().write(body.getBytes(UTF_8));
            }
        });
    }

    /** Closes the connection without an answer. */
    FakeService breakConnection() {
        return answer(HttpExchange::close);
    }

    /** Sends a stream and ends it. */
    FakeService stream(String... parts) {
        return answer(exchange -> send(exchange, parts));
    }

    /** Sends a stream and keeps it open until this service closes. */
    FakeService openStream(String... parts) {
        return answer(exchange -> {
            send(exchange, parts);
            hang();
        });
    }

    FakeService neverAnswer() {
        return answer(exchange -> hang());
    }

    private static void hang() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static void send(HttpExchange exchange, String... parts) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        for (String part : parts) {
            exchange.getResponseBody().write(part.getBytes(UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        try (exchange) {
            Answer answer = answers.poll();
            if (answer == null) {
                exchange.sendResponseHeaders(418, -1);
            } else {
                answer.to(exchange);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

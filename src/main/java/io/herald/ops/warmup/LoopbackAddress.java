package io.herald.ops.warmup;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where this process reaches its own HTTP server. */
@ApplicationScoped
class LoopbackAddress {

    private final CompletableFuture<Endpoint> endpoint = new CompletableFuture<>();

    /** @param tls whether the server expects TLS */
    record Endpoint(InetSocketAddress address, boolean tls) {}

    void onStart(@ObservesAsync HttpServerStart started) {
        complete(started.options(), false);
    }

    void onStart(@ObservesAsync HttpsServerStart started) {
        complete(started.options(), true);
    }

    private void complete(HttpServerOptions options, boolean tls) {
        if (options.getPort() <= 0) {
            // Quarkus replaces 0, a random port, with a negative number.
            endpoint.completeExceptionally(new IllegalStateException("Its port is random."));
            return;
        }
        try {
            InetAddress host = InetAddress.getByName(options.getHost());
            InetAddress target = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
            endpoint.complete(new Endpoint(new InetSocketAddress(target, options.getPort()), tls));
        } catch (UnknownHostException e) {
            endpoint.completeExceptionally(e);
        }
    }

    /** Waits until the server listens. */
    Endpoint await(Duration timeout) throws InterruptedException {
        try {
            return endpoint.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The HTTP server of this instance is not reachable: " + e.getMessage(), e);
        }
    }
}

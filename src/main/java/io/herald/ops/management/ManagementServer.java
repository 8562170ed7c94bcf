package io.herald.ops.management;

import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.herald.vertx.QuarkusHttp;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Opens a second port for operators if one is configured. Requests on it pass the same filters and routes as those on the main
 * port, and each port serves only its own paths. The management interface of Quarkus is not used, because a build either has it or
 * does not: an instance could not serve everything on one port by default.
 */
@ApplicationScoped
class ManagementServer {

    /** After the filters that reject ambiguous and oversized requests, and before CORS, authentication and the routes. */
    private static final int AFTER_GUARDS = 390;

    private static final String PATHS = "/q/";
    private static final String HEALTH = "/q/health";
    private static final int IDLE_SECONDS = 75;

    private final Vertx vertx;
    private final ManagementServerConfig config;
    private final String defaultHost;
    private volatile @Nullable HttpServer server;

    ManagementServer(
            Vertx vertx,
            ManagementServerConfig config,
            @ConfigProperty(name = "quarkus.http.host") String defaultHost) {
        this.vertx = vertx;
        this.config = config;
        this.defaultHost = defaultHost;
    }

    void register(@Observes Filters filters) {
        if (config.port().isPresent()) {
            filters.register(this::separate, AFTER_GUARDS);
        }
    }

    void start(@Observes StartupEvent event) {
        config.port().ifPresent(this::listen);
    }

    void stop(@Observes ShutdownEvent event) {
        HttpServer running = server;
        if (running != null) {
            running.close();
        }
    }

    private void listen(int port) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host().orElse(defaultHost))
                .setPort(port)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        HttpServer opened = vertx.createHttpServer(options).requestHandler(QuarkusHttp.requestHandler());
        try {
            opened.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "herald.management.port: cannot listen on port " + port + ".", e.getCause());
        }
        server = opened;
    }

    private void separate(RoutingContext request) {
        if (isServed(request.normalizedPath(), isManagement(request))) {
            request.next();
        } else {
            VertxProblems.send(request, Problem.notFound());
        }
    }

    private boolean isManagement(RoutingContext request) {
        HttpServer running = server;
        return running != null && request.request().localAddress().port() == running.actualPort();
    }

    static boolean isServed(String path, boolean isManagement) {
        boolean isHealth = path.equals(HEALTH) || path.startsWith(HEALTH + "/");
        return isHealth || isManagement == (path.startsWith(PATHS) || path.equals("/q"));
    }
}

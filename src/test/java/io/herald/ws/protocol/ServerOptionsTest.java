package io.herald.ws.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Quarkus applies the customizers in the order of a {@code Set.copyOf}: it changes with each start of a JVM and is fixed in a
 * native image. Therefore the test tries every order.
 */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class ServerOptionsTest {

    @Inject
    @Any
    Instance<HttpServerOptionsCustomizer> customizers;

    @Test
    void the_http_server_negotiates_no_compression_in_any_order_of_the_customizers() {
        for (BiConsumer<HttpServerOptionsCustomizer, HttpServerOptions> server : servers()) {
            for (List<HttpServerOptionsCustomizer> order : orders()) {
                HttpServerOptions options = options(order, server);
                assertFalse(options.getPerMessageWebSocketCompressionSupported(), () -> names(order));
                assertFalse(options.getPerFrameWebSocketCompressionSupported(), () -> names(order));
            }
        }
    }

    @Test
    void the_options_are_the_same_in_any_order_of_the_customizers() {
        for (BiConsumer<HttpServerOptionsCustomizer, HttpServerOptions> server : servers()) {
            JsonObject first = options(orders().get(0), server).toJson();
            for (List<HttpServerOptionsCustomizer> order : orders()) {
                assertEquals(first, options(order, server).toJson(), () -> names(order));
            }
        }
    }

    private static List<BiConsumer<HttpServerOptionsCustomizer, HttpServerOptions>> servers() {
        return List.of(
                HttpServerOptionsCustomizer::customizeHttpServer, HttpServerOptionsCustomizer::customizeHttpsServer);
    }

    private static HttpServerOptions options(
            List<HttpServerOptionsCustomizer> order,
            BiConsumer<HttpServerOptionsCustomizer, HttpServerOptions> server) {
        HttpServerOptions options = new HttpServerOptions();
        order.forEach(customizer -> server.accept(customizer, options));
        return options;
    }

    private List<List<HttpServerOptionsCustomizer>> orders() {
        List<List<HttpServerOptionsCustomizer>> orders = List.of(List.of());
        List<HttpServerOptionsCustomizer> all = customizers.stream().toList();
        assertTrue(
                names(all).contains("WebSocketHttpServerOptionsCustomizer"),
                "the customizer of Quarkus is missing: " + names(all));
        assertTrue(names(all).contains("DisabledServerCompression"), () -> names(all));
        for (HttpServerOptionsCustomizer next : all) {
            orders = orders.stream()
                    .flatMap(order -> inserted(order, next).stream())
                    .toList();
        }
        return orders;
    }

    /** The order with one more customizer, at each of its positions. */
    private static List<List<HttpServerOptionsCustomizer>> inserted(
            List<HttpServerOptionsCustomizer> order, HttpServerOptionsCustomizer next) {
        List<List<HttpServerOptionsCustomizer>> longer = new ArrayList<>();
        for (int at = 0; at <= order.size(); at++) {
            List<HttpServerOptionsCustomizer> extended = new ArrayList<>(order);
            extended.add(at, next);
            longer.add(extended);
        }
        return longer;
    }

    private static String names(List<HttpServerOptionsCustomizer> order) {
        return order.stream()
                .map(customizer -> customizer.getClass().getSimpleName())
                .collect(Collectors.joining(", "));
    }
}

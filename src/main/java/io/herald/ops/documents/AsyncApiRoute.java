package io.herald.ops.documents;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Serves the AsyncAPI document beside the OpenAPI document. */
@Singleton
class AsyncApiRoute {

    private static final String RESOURCE = "META-INF/asyncapi.yaml";

    /** After the filters and the checks of permissions, before the routes of Quarkus below the same path, which answer 404. */
    private static final int AFTER_FILTERS = 0;

    private final String root;
    private final Buffer document;

    AsyncApiRoute(@ConfigProperty(name = "quarkus.http.non-application-root-path", defaultValue = "q") String root) {
        this.root = root.startsWith("/") ? root : "/" + root;
        this.document = read();
    }

    void register(@Observes Router router) {
        router.get(root + "/asyncapi").order(AFTER_FILTERS).handler(this::send);
    }

    private void send(RoutingContext request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml;charset=UTF-8")
                .end(document);
    }

    private static Buffer read() {
        try (InputStream resource = AsyncApiRoute.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            return Buffer.buffer(resource.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

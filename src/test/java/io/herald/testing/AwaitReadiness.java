package io.herald.testing;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Waits until the service of the test process is ready and its schema is up to date. Quarkus starts the first test when the
 * service listens, which is before the schema is migrated: until then every call is answered with 503.
 */
public final class AwaitReadiness implements QuarkusTestBeforeEachCallback {

    private static volatile boolean ready;

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        if (!ready) {
            URI base = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
            HttpRequest health =
                    HttpRequest.newBuilder(base.resolve("/q/health/ready")).build();
            Await.until("the service is ready", () -> {
                HttpResponse<String> response = HttpClient.newHttpClient().send(health, BodyHandlers.ofString());
                return response.statusCode() == 200 && !response.body().contains("not migrated yet");
            });
            ready = true;
        }
    }
}

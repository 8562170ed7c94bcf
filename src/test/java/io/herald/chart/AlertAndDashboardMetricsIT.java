package io.herald.chart;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the service exports the metrics of dashboard and alerts, as a jar and as a native executable. */
class AlertAndDashboardMetricsIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    /** The metrics of an outbox and of a hook exist if they are configured, also if they do not answer. */
    private static HeraldProcess instance;

    @BeforeAll
    static void start() {
        instance = INSTANCES.another(Map.of(
                "herald.outbox.orders.url",
                "postgresql://127.0.0.1:" + FreePorts.free() + "/orders",
                "herald.hooks.crm.url",
                "http://127.0.0.1:" + FreePorts.free(),
                "herald.hooks.crm.secret",
                "secret",
                "herald.hooks.crm.events",
                "room.vacated"));
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yaml", "dashboard.json"})
    void the_metrics_of_alerts_and_dashboard_are_exported(String file) throws IOException {
        List<String> watched = AlertAndDashboardMetrics.in(file);
        String user = "watched-" + UUID.randomUUID();
        Api api = new Api(instance.baseUri(), Tokens.publisher("watcher"));
        api.notify(user, "Something to count");
        Await.until(
                "every metric of " + file + " but " + missing(api, watched),
                () -> missing(api, watched).isEmpty());
    }

    private static List<String> missing(Api api, List<String> watched) {
        String exported = api.get("/q/metrics").body();
        return watched.stream()
                .filter(name -> !Pattern.compile("^" + name + "[{ ]", Pattern.MULTILINE)
                        .matcher(exported)
                        .find())
                .toList();
    }
}

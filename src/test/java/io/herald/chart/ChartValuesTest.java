package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks how the chart uses the values of an installation. */
class ChartValuesTest {

    private static final String SECRETS = ".*(PASSWORD|SECRET|PRIVATE_KEY).*";

    @Test
    void settings_become_environment_variables() {
        Map<String, String> settings = Chart.render("everything").settings();
        assertEquals("50000", settings.get("HERALD_LIMITS_CONNECTIONS"));
        assertEquals("reject", settings.get("HERALD_LIMITS_ON_TOO_MANY"));
        assertEquals("true", settings.get("HERALD_AUTH_QUERY_TOKEN"));
        assertEquals("DEBUG", settings.get("QUARKUS_LOG_CATEGORY__IO_HERALD__LEVEL"));
        assertEquals("rediss://sentinel-1:26379,rediss://sentinel-2:26379", settings.get("QUARKUS_REDIS_HOSTS"));
        assertEquals("https://hooks.example.com/herald", settings.get("HERALD_WEBHOOKS_OPS_URL"));
        assertEquals("mailto:ops@example.com", settings.get("HERALD_PUSH_VAPID_SUBJECT"));
        assertEquals("https://app.example.com", settings.get("HERALD_PUSH_SITE"));
        assertEquals("https://crm.example.com/herald", settings.get("HERALD_HOOKS_CRM_URL"));
        assertEquals("user.online,message.sent", settings.get("HERALD_HOOKS_CRM_EVENTS"));
        assertEquals("ops,team-*", settings.get("HERALD_HOOKS_CRM_ROOMS"));
        assertEquals("postgresql://orders-db:5432/orders", settings.get("HERALD_OUTBOX_ORDERS_URL"));
        assertEquals("/etc/herald/jwt/key.pem", settings.get("MP_JWT_VERIFY_PUBLICKEY_LOCATION"));
    }

    @Test
    void jvm_options_become_arguments_which_a_native_executable_reads_too() {
        assertEquals(
                List.of("-Xmx400m", "-Djavax.net.ssl.trustStore=/etc/herald/ca/store.p12"),
                Chart.render("everything").container().getArgs());
        assertEquals(List.of(), Chart.render("least").container().getArgs());
    }

    @Test
    void a_change_of_settings_restarts_the_pods() {
        assertFalse(checksum(Chart.render("least"))
                .equals(checksum(Chart.render("least", "settings.herald\\.stream\\.retry=3s"))));
        assertEquals(checksum(Chart.render("least")), checksum(Chart.render("least", "replicas=5")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial", "everything"})
    void secrets_are_passed_by_reference_only(String values) {
        Manifests manifests = Chart.render(values);
        List<EnvVar> secrets = manifests.pods().stream()
                .flatMap(pod -> pod.getContainers().stream())
                .flatMap(container -> container.getEnv().stream())
                .filter(variable -> variable.getName().matches(SECRETS))
                .toList();
        assertFalse(secrets.isEmpty());
        for (EnvVar variable : secrets) {
            assertNull(variable.getValue(), variable::getName);
            assertFalse(variable.getValueFrom().getSecretKeyRef().getName().isEmpty());
        }
        assertTrue(manifests.settings().keySet().stream().noneMatch(name -> name.matches(SECRETS)));
    }

    @Test
    void a_trial_includes_a_redis_that_the_service_accepts() {
        Manifests manifests = Chart.render("trial");
        StatefulSet redis = manifests.named(StatefulSet.class, "herald-redis");
        String args = String.join(
                " ",
                redis.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs());
        assertTrue(args.contains("--maxmemory-policy noeviction"), args);
        assertTrue(args.contains("--maxmemory 256mb"), args);
        assertEquals(
                "512Mi",
                redis.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getResources()
                        .getLimits()
                        .get("memory")
                        .toString(),
                "twice the data, for the copy that a rewrite makes");
        assertTrue(args.contains("--appendonly yes"), args);
        assertEquals("redis://herald-redis:6379", manifests.settings().get("QUARKUS_REDIS_HOSTS"));
    }

    @ParameterizedTest
    @CsvSource({
        "herald,                                                herald",
        "push,                                                  push-herald",
        "push.v2,                                               push-v2-herald",
        "my.herald,                                             my-herald",
        "a2345678901234567890123456789.12345678901234567890123, a2345678901234567890123456789-1234567890"
    })
    void the_names_of_a_trial_are_valid_for_every_name_of_a_release(String release, String expected) {
        Manifests manifests = Chart.renderAs(release, "trial");
        assertEquals(expected, manifests.only(Deployment.class).getMetadata().getName());
        manifests
                .all(Service.class)
                .map(service -> service.getMetadata().getName())
                .forEach(name -> {
                    assertTrue(name.matches("[a-z]([-a-z0-9]*[a-z0-9])?"), name);
                    assertTrue(name.length() <= 63, name);
                });
        // The label controller-revision-hash of their pods: the name and up to 11 characters.
        manifests
                .all(StatefulSet.class)
                .map(set -> set.getMetadata().getName())
                .forEach(name -> assertTrue(name.length() + 11 <= 63, name));
    }

    @Test
    void a_name_that_begins_with_a_digit_is_refused() {
        var failure = assertThrows(RuntimeException.class, () -> Chart.renderAs("1st", "least"));
        assertTrue(
                failure.getMessage().endsWith("\"1st-herald\" does not: set fullnameOverride."), failure::getMessage);
    }

    private static String checksum(Manifests manifests) {
        return manifests
                .only(Deployment.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("checksum/settings");
    }
}

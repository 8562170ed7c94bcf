package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks what an installed release changes in the cluster. */
class ChartReleaseTest {

    private final ApiServer cluster = ApiServer.start();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void enabling_the_autoscaler_keeps_the_running_pods() {
        Release release = Release.install(cluster, Release.NAME, "least", "replicas=4");
        release.upgrade("least", "autoscaling.enabled=true");
        assertEquals(4, replicas());
    }

    @Test
    void an_upgrade_keeps_what_the_autoscaler_has_set() {
        Release release = Release.install(cluster, Release.NAME, "least", "autoscaling.enabled=true");
        cluster.scale("herald", 7);
        release.upgrade("least", "autoscaling.enabled=true", "drain.windowSeconds=20");
        assertEquals(7, replicas());
    }

    @Test
    void a_trial_can_be_enabled_by_an_upgrade() {
        Release release = Release.install(cluster, Release.NAME, "least");
        release.upgrade("trial");
        assertEquals("herald-trial", cluster.only("Secret").at("/metadata/name").asText());
    }

    @Test
    void an_upgrade_keeps_the_passwords_of_a_trial() {
        Release release = Release.install(cluster, Release.NAME, "trial");
        String passwords = cluster.only("Secret").path("data").toString();
        release.upgrade("trial", "replicas=1");
        assertEquals(passwords, cluster.only("Secret").path("data").toString());
    }

    @Test
    void nothing_of_a_trial_remains_after_its_removal() {
        Release.install(cluster, Release.NAME, "trial").uninstall();
        assertEquals(List.of(), cluster.all("Secret"));
        assertEquals(List.of(), cluster.all("StatefulSet"));
    }

    private int replicas() {
        return cluster.only("Deployment").at("/spec/replicas").asInt();
    }
}

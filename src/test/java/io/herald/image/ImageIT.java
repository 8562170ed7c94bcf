package io.herald.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The images of {@code src/main/docker}, on the same servers as the packaged service. */
@Tag("extended")
class ImageIT {

    private static final Set<Integer> REGULAR_EXIT_CODES = Set.of(0, 143);

    private static List<String> images = List.of();

    private final String container = "herald-" + UUID.randomUUID();

    @BeforeAll
    static void build() {
        assumeTrue(Podman.isAvailable(), "SKIPPED: HERALD_TEST_CONTAINERS is not set, see containers/install");
        images = Podman.build();
    }

    @AfterEach
    void remove() {
        Podman.remove(container);
    }

    /** As a restricted pod runs, and with the user of an OpenShift project. */
    @Test
    void the_image_runs_as_any_user_with_a_read_only_root_and_no_capabilities() {
        for (String image : images) {
            String[] restricted = {
                "--user=1000770000:0",
                "--read-only",
                "--read-only-tmpfs=false",
                "--tmpfs=/tmp:exec",
                "--cap-drop=ALL",
                "--security-opt=no-new-privileges",
                "--memory=1g"
            };
            try (HeraldProcess herald = Podman.run(container, image, restricted)) {
                deliverAndDrain(herald);
            }
            Podman.remove(container);
        }
    }

    /** With a writable root, so that the files that the service would write are visible. Podman itself would add a group to /etc. */
    @Test
    void the_image_writes_to_tmp_only() {
        for (String image : images) {
            try (HeraldProcess herald = Podman.run(container, image, "--passwd=false")) {
                deliverAndDrain(herald);
                assertEquals(
                        List.of(),
                        Podman.written(container).stream()
                                .filter(path -> !path.startsWith("/tmp"))
                                .toList());
            }
            Podman.remove(container);
        }
    }

    private static void deliverAndDrain(HeraldProcess herald) {
        String user = "image-" + UUID.randomUUID();
        herald.awaitReady();
        Api api = new Api(herald.baseUri(), Tokens.publisher("shop"));
        try (SseClient stream = herald.stream(Tokens.of(user).sign())) {
            api.notify(user, "From a container");
            assertTrue(stream.await("notification").data().contains("From a container"));
            herald.sendTerminate();
            Await.until("the stream ends", stream::hasEnded);
            assertTrue(
                    stream.events().stream().anyMatch(event -> event.retry() != null),
                    "the stream announces when to reconnect");
        }
        assertTrue(REGULAR_EXIT_CODES.contains(herald.exitCode()), () -> "exit code " + herald.exitCode());
    }
}

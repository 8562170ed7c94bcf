package io.herald.push.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushHostsTest {

    private final PushHosts hosts = new PushHosts(
            List.of("push.example.com", "*.example.net", "up.example.org:8443", "*.local.test:444"), false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://push.example.com/a",
                "https://push.example.com:443/a",
                "https://PUSH.Example.com/a",
                "https://one.example.net/a?b=c",
                "https://one.two.example.net/a",
                "https://up.example.org:8443/a",
                "https://one.local.test:444/a"
            })
    void allows_the_listed_hosts(String endpoint) {
        assertNull(hosts.violation(URI.create(endpoint)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/a",
                "https://push.example.com.evil.test/a",
                "https://evil-push.example.com/a",
                "https://example.net/a",
                "https://evilexample.net/a",
                "https://push.example.com:8443/a",
                "https://up.example.org/a",
                "https://up.example.org:443/a",
                "https://one.local.test/a",
                "https://push.example.com./a",
                "https://169.254.169.254/a",
                "https://[::1]/a"
            })
    void refuses_all_others(String endpoint) {
        assertEquals("must be at a push service that this service allows", hosts.violation(URI.create(endpoint)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://push.example.com/a", "ftp://push.example.com/a", "/a", "https:a", "https:///a"})
    void refuses_what_is_not_https(String endpoint) {
        assertEquals("must be an https address", hosts.violation(URI.create(endpoint)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://push.example.com@evil.test/a",
                "https://user@push.example.com/a",
                "https://push.example.com/a#b"
            })
    void refuses_users_and_fragments(String endpoint) {
        assertNotNull(hosts.violation(URI.create(endpoint)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080/a", "https://127.0.0.1:8080/a"})
    void allows_http_for_tests_only(String endpoint) {
        assertNull(new PushHosts(List.of("127.0.0.1:8080"), true).violation(URI.create(endpoint)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://fcm.googleapis.com/fcm/send/a",
                "https://updates.push.services.mozilla.com/wpush/v2/a",
                "https://web.push.apple.com/a",
                "https://wns2-par02p.notify.windows.com/w/?token=a"
            })
    void the_default_is_the_push_services_of_the_browsers(String endpoint) {
        assertNull(PushSettingsBuilder.enabled().build().hosts().violation(URI.create(endpoint)));
    }
}

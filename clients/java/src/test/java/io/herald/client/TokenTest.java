package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.client.connection.TokenSource;
import io.herald.client.error.TokenException;
import io.herald.client.error.UnauthorizedException;
import io.herald.client.publish.Notification;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenTest {

    private static final Notification HELLO =
            Notification.toUsers("alice").title("Hello").build();

    private final FakeService service = new FakeService();
    private final ManualTime time = new ManualTime();
    private final Queue<TokenSource> sources = new ArrayDeque<>();
    private final HeraldClient client = HeraldClient.builder(service.uri())
            .tokens(() -> sources.remove().fetch())
            .clock(time)
            .pause(time)
            .build();

    @AfterEach
    void close() {
        client.close();
        service.close();
    }

    private String token(Duration life, String id) {
        String token = JwtTokens.expiringAt(time.instant().plus(life), id);
        sources.add(() -> token);
        return token;
    }

    private void send() {
        service.answer(202, "{\"id\":\"n-1\",\"duplicate\":false}");
        client.send(HELLO);
    }

    private List<String> sent() {
        return service.requests().stream()
                .map(request -> request.header("Authorization").substring("Bearer ".length()))
                .toList();
    }

    @Test
    void a_token_is_used_until_shortly_before_it_expires() {
        String first = token(Duration.ofMinutes(10), "1");
        send();
        time.await(Duration.ofSeconds(565));
        send();
        time.await(Duration.ofSeconds(6));
        String second = token(Duration.ofMinutes(10), "2");
        send();
        assertEquals(List.of(first, first, second), sent());
    }

    @Test
    void a_short_lived_token_is_used_for_most_of_its_life() {
        String first = token(Duration.ofSeconds(20), "1");
        send();
        time.await(Duration.ofSeconds(17));
        send();
        assertEquals(List.of(first, first), sent());
    }

    @Test
    void if_the_source_fails_the_current_token_is_used_until_it_expires() {
        String first = token(Duration.ofMinutes(10), "1");
        send();
        time.await(Duration.ofSeconds(580));
        sources.add(() -> {
            throw new IOException("the identity provider is down");
        });
        send();
        assertEquals(List.of(first, first), sent());
    }

    @Test
    void a_rejected_token_is_replaced_at_once() {
        String first = token(Duration.ofMinutes(10), "1");
        String second = token(Duration.ofMinutes(10), "2");
        service.answer(401, "");
        send();
        assertEquals(List.of(first, second), sent());
        assertEquals(List.of(), time.pauses());
    }

    @Test
    void a_second_rejected_token_is_a_failure() {
        token(Duration.ofMinutes(10), "1");
        token(Duration.ofMinutes(10), "2");
        service.answer(401, "").answer(401, "");
        assertThrows(UnauthorizedException.class, () -> client.send(HELLO));
    }

    @Test
    void a_source_that_returns_the_rejected_token_again_is_a_failure_without_another_call() {
        sources.add(() -> "opaque");
        sources.add(() -> "opaque");
        service.answer(401, "");
        assertThrows(UnauthorizedException.class, () -> client.send(HELLO));
        assertEquals(List.of("opaque"), sent());
    }

    @Test
    void a_source_that_fails_is_asked_again() {
        sources.add(() -> {
            throw new IOException("the identity provider is down");
        });
        sources.add(() -> null);
        String token = token(Duration.ofMinutes(10), "1");
        send();
        assertEquals(List.of(token), sent());
        assertEquals(2, time.pauses().size());
    }

    @Test
    void a_source_that_keeps_failing_is_a_failure() {
        for (int i = 0; i < 200; i++) {
            sources.add(() -> " ");
        }
        assertThrows(TokenException.class, () -> client.send(HELLO));
        assertEquals(List.of(), service.requests());
    }
}

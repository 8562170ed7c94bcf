package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestCoalescerTest {

    private final List<Set<String>> queries = new ArrayList<>();
    private final ArrayDeque<UniEmitter<? super Map<String, String>>> unanswered = new ArrayDeque<>();
    private final RequestCoalescer<String> requestCoalescer =
            new RequestCoalescer<>(names -> Uni.createFrom().emitter(answer -> {
                queries.add(new TreeSet<>(Arrays.asList(names)));
                unanswered.add(answer);
            }));

    private UniAssertSubscriber<String> request(String name) {
        return requestCoalescer.of(name).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private void answer() {
        Map<String, String> answers = new HashMap<>();
        queries.get(queries.size() - 1).forEach(name -> answers.put(name, "of " + name));
        unanswered.poll().complete(answers);
    }

    @Test
    void requests_during_a_query_are_combined_into_the_next_query() {
        UniAssertSubscriber<String> first = request("a");
        List<UniAssertSubscriber<String>> others = List.of(request("b"), request("c"), request("b"));
        assertEquals(List.of(Set.of("a")), queries);
        answer();
        first.assertItem("of a");
        assertEquals(List.of(Set.of("a"), Set.of("b", "c")), queries);
        answer();
        others.get(0).assertItem("of b");
        others.get(1).assertItem("of c");
        others.get(2).assertItem("of b");
        assertEquals(2, queries.size());
    }

    @Test
    void a_failed_query_fails_its_own_requests_and_the_next_requests_are_queried() {
        UniAssertSubscriber<String> first = request("a");
        UniAssertSubscriber<String> second = request("b");
        unanswered.poll().fail(new IllegalStateException("unavailable"));
        first.assertFailedWith(IllegalStateException.class, "unavailable");
        answer();
        second.assertItem("of b");
    }

    @Test
    void the_size_of_a_query_is_bounded() {
        request("first");
        List<UniAssertSubscriber<String>> all =
                IntStream.range(0, 1_500).mapToObj(n -> request("n" + n)).toList();
        answer();
        answer();
        answer();
        all.forEach(request -> request.assertCompleted());
        assertEquals(List.of(1, 1_000, 500), queries.stream().map(Set::size).toList());
    }
}

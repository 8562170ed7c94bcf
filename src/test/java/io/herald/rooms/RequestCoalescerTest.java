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

    private final List<Set<String>> asked = new ArrayList<>();
    private final ArrayDeque<UniEmitter<? super Map<String, String>>> unanswered = new ArrayDeque<>();
    private final RequestCoalescer<String> requestCoalescer =
            new RequestCoalescer<>(names -> Uni.createFrom().emitter(answer -> {
                asked.add(new TreeSet<>(Arrays.asList(names)));
                unanswered.add(answer);
            }));

    private UniAssertSubscriber<String> want(String name) {
        return requestCoalescer.of(name).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private void answer() {
        Map<String, String> answers = new HashMap<>();
        asked.get(asked.size() - 1).forEach(name -> answers.put(name, "of " + name));
        unanswered.poll().complete(answers);
    }

    @Test
    void what_is_wanted_while_an_answer_is_awaited_goes_into_one_question() {
        UniAssertSubscriber<String> first = want("a");
        List<UniAssertSubscriber<String>> others = List.of(want("b"), want("c"), want("b"));
        assertEquals(List.of(Set.of("a")), asked);
        answer();
        first.assertItem("of a");
        assertEquals(List.of(Set.of("a"), Set.of("b", "c")), asked);
        answer();
        others.get(0).assertItem("of b");
        others.get(1).assertItem("of c");
        others.get(2).assertItem("of b");
        assertEquals(2, asked.size());
    }

    @Test
    void a_failure_is_that_of_those_who_asked_and_the_next_are_asked_for_again() {
        UniAssertSubscriber<String> first = want("a");
        UniAssertSubscriber<String> second = want("b");
        unanswered.poll().fail(new IllegalStateException("away"));
        first.assertFailedWith(IllegalStateException.class, "away");
        answer();
        second.assertItem("of b");
    }

    @Test
    void a_question_has_a_bound() {
        want("first");
        List<UniAssertSubscriber<String>> all =
                IntStream.range(0, 1_500).mapToObj(n -> want("n" + n)).toList();
        answer();
        answer();
        answer();
        all.forEach(one -> one.assertCompleted());
        assertEquals(List.of(1, 1_000, 500), asked.stream().map(Set::size).toList());
    }
}

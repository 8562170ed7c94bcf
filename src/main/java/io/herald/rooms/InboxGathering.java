package io.herald.rooms;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Asks one question for many at a time: what is wanted while an answer is awaited goes into the next question. After a
 * deploy thousands come back in the same second, and one query each would have most of them wait beyond all patience.
 */
final class InboxGathering<T> {

    private static final int MOST = 1_000;

    private final Function<String[], Uni<Map<String, T>>> question;
    private final Map<String, List<UniEmitter<? super T>>> waiting = new LinkedHashMap<>();
    private boolean asking;

    /** @param question answers for all the names that it is given; each time it is subscribed to, it asks */
    InboxGathering(Function<String[], Uni<Map<String, T>>> question) {
        this.question = question;
    }

    /** Answered on the context from which it was asked. */
    Uni<T> of(String name) {
        Context context = Vertx.currentContext();
        Uni<T> answer = Uni.createFrom().emitter(asker -> {
            synchronized (waiting) {
                waiting.computeIfAbsent(name, none -> new ArrayList<>(1)).add(asker);
            }
            ask();
        });
        return context == null ? answer : answer.emitOn(MutinyHelper.executor(context));
    }

    private void ask() {
        Map<String, List<UniEmitter<? super T>>> these = next();
        if (these.isEmpty()) {
            return;
        }
        question.apply(these.keySet().toArray(String[]::new))
                .onTermination()
                .invoke(this::answered)
                .subscribe()
                .with(
                        answers -> these.forEach(
                                (name, askers) -> askers.forEach(asker -> asker.complete(answers.get(name)))),
                        failure -> these.values().forEach(askers -> askers.forEach(asker -> asker.fail(failure))));
    }

    private Map<String, List<UniEmitter<? super T>>> next() {
        synchronized (waiting) {
            if (asking || waiting.isEmpty()) {
                return Map.of();
            }
            asking = true;
            Map<String, List<UniEmitter<? super T>>> these = new HashMap<>();
            Iterator<Map.Entry<String, List<UniEmitter<? super T>>>> first =
                    waiting.entrySet().iterator();
            while (first.hasNext() && these.size() < MOST) {
                Map.Entry<String, List<UniEmitter<? super T>>> one = first.next();
                these.put(one.getKey(), one.getValue());
                first.remove();
            }
            return these;
        }
    }

    private void answered() {
        synchronized (waiting) {
            asking = false;
        }
        ask();
    }
}

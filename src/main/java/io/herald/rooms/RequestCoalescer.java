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
 * Coalesces requests into one query for many names. At most one query is in progress; requests that arrive meanwhile go into the
 * next one. After a deploy, thousands of clients reconnect in the same second. With a query for each of them, most would exceed
 * their timeout. May be called on any thread.
 */
final class RequestCoalescer<T> {

    private static final int MOST = 1_000;

    private final Function<String[], Uni<Map<String, T>>> question;
    private final Map<String, List<UniEmitter<? super T>>> waiting = new LinkedHashMap<>();
    private boolean asking;

    /** @param question the query, which returns a result for each of the given names and runs on each subscription */
    RequestCoalescer(Function<String[], Uni<Map<String, T>>> question) {
        this.question = question;
    }

    /** Requests the result for a name. It arrives on the Vert.x context of the caller, if there is one. */
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

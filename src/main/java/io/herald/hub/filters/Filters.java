package io.herald.hub.filters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.log.Control;
import io.herald.log.ControlListener;
import io.herald.log.Preferences;
import io.herald.loop.Pace;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.Work;
import io.herald.preferences.Reception;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The filters of those who are connected to this instance, as the copies beside their channels have it. Hints bring what
 * has changed; a filter lives as long as a connection holds it.
 */
@ApplicationScoped
public class Filters implements ControlListener {

    private static final Logger LOG = Logger.getLogger(Filters.class);
    private static final String KIND = "preferences";
    private static final Duration RELOAD = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int AT_ONCE = 200;

    private final Preferences copies;
    private final PeriodicTasks tasks;
    private final Map<String, WeakReference<Filter>> filters = new ConcurrentHashMap<>();
    private volatile @Nullable PeriodicTask reload;

    Filters(Preferences copies, PeriodicTasks tasks) {
        this.copies = copies;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent started) {
        reload = tasks.start("preferences.reload", Pace.every(RELOAD), Work.async(() -> readAgain(filter -> true)));
        Work retry = Work.async(() -> readAgain(filter -> !filter.isKnown()));
        tasks.start("preferences.retry", Pace.every(RETRY), retry);
    }

    /** Fails where it cannot be known: better no stream than one that wakes its user. */
    public Uni<Filter> of(String user) {
        Filter filter = hold(user);
        return filter.isKnown()
                ? Uni.createFrom().item(filter)
                : read(Map.of(user, filter)).replaceWith(filter);
    }

    private Filter hold(String user) {
        Filter[] held = new Filter[1];
        filters.compute(user, (name, known) -> {
            held[0] = known == null ? null : known.get();
            if (held[0] != null) {
                return known;
            }
            held[0] = new Filter();
            return new WeakReference<>(held[0]);
        });
        return held[0];
    }

    /** Of those who are connected. */
    public void each(BiConsumer<String, Filter> action) {
        filters.forEach((user, reference) -> {
            Filter filter = reference.get();
            if (filter == null) {
                filters.remove(user, reference);
            } else {
                action.accept(user, filter);
            }
        });
    }

    private Uni<Void> read(Map<String, Filter> some) {
        List<Channel> users = some.keySet().stream().map(Channel::user).toList();
        List<Filter> unknown = List.copyOf(some.values());
        List<Integer> questions = unknown.stream().map(Filter::ask).toList();
        return copies.held(users)
                .invoke(found -> {
                    for (int i = 0; i < unknown.size(); i++) {
                        unknown.get(i).answer(questions.get(i), reception(found.get(i)));
                    }
                })
                .replaceWithVoid();
    }

    private static @Nullable Reception reception(String preferences) {
        return preferences.isEmpty() ? null : Reception.read(preferences.getBytes(UTF_8));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void heard(Control control) {
        String user = control.about().name();
        WeakReference<Filter> reference = filters.get(user);
        Filter filter = reference == null ? null : reference.get();
        if (filter != null) {
            tried(Map.of(user, filter)).subscribe().with(done -> {});
        }
    }

    @Override
    public void missed() {
        PeriodicTask started = reload;
        // Before the start nobody is connected.
        if (started != null) {
            started.request();
        }
    }

    /**
     * One batch after the other: thousands of questions at once would stand in the way of what is published. All are asked,
     * whatever became of those before: what is not answered is unknown, and so is asked for again soon.
     */
    private Uni<Void> readAgain(Predicate<Filter> which) {
        List<Map<String, Filter>> batches = new ArrayList<>();
        each((user, filter) -> {
            if (which.test(filter)) {
                if (batches.isEmpty() || batches.get(batches.size() - 1).size() == AT_ONCE) {
                    batches.add(new HashMap<>());
                }
                batches.get(batches.size() - 1).put(user, filter);
            }
        });
        return Multi.createFrom()
                .iterable(batches)
                .onItem()
                .transformToUniAndConcatenate(this::tried)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> tried(Map<String, Filter> some) {
        return read(some)
                .onFailure()
                .invoke(away -> LOG.debug("preferences.unread"))
                .onFailure()
                .recoverWithNull();
    }
}

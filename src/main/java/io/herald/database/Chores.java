package io.herald.database;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Does every {@link Chore} in its time. */
@ApplicationScoped
class Chores {

    private static final Logger LOG = Logger.getLogger(Chores.class);

    private final List<Chore> all;
    private volatile boolean ended;

    Chores(@All List<Chore> all) {
        this.all = all;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        for (Chore chore : all) {
            long period = chore.every().toMillis();
            long first = chore.takesTurns() ? ThreadLocalRandom.current().nextLong(period) : period;
            vertx.setTimer(Math.max(1, first), due -> run(chore, vertx));
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        ended = true;
    }

    /** The time until the next begins when one is over: however long it takes, it is never done twice at once. */
    private void run(Chore chore, Vertx vertx) {
        if (!ended) {
            Uni.createFrom()
                    .deferred(chore::run)
                    .onTermination()
                    .invoke(() -> vertx.setTimer(Math.max(1, chore.every().toMillis()), due -> run(chore, vertx)))
                    .subscribe()
                    .with(
                            done -> {},
                            failure -> LOG.debugf("%s.waits reason=\"%s\"", chore.name(), failure.getMessage()));
        }
    }
}

package io.herald.publish;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** What becomes of messages after they were sent. */
@ApplicationScoped
public class Messages {

    public static final String EVENT = "message";

    public Uni<@Nullable String> change(
            Channel room, String id, @Nullable RawJson content, Caller caller, Repeat repeat) {
        return Uni.createFrom().failure(Problem.notFound().asException());
    }
}

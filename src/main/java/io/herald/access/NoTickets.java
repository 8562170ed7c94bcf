package io.herald.access;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where there is no store no ticket is known. */
@ApplicationScoped
@DefaultBean
class NoTickets implements TicketStore {
    @Override
    public Uni<Void> put(String ticketHash, byte[] caller, Duration life) {
        return Uni.createFrom().failure(new UnsupportedOperationException("no ticket store"));
    }

    @Override
    public Uni<byte @Nullable []> take(String ticketHash) {
        return Uni.createFrom().nullItem();
    }
}

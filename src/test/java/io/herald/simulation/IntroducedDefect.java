package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.transport.ConnectionListener;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.herald.log.TailListener;
import io.herald.loop.Loop;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A defect that is introduced on purpose at a port of each instance, to show that the simulation finds it. */
enum IntroducedDefect {
    NONE,

    /** The control messages that announce a change of a room or of a membership have no effect. */
    IGNORED_ROOM_CHANGES {
        @Override
        ControlListener rooms(ControlListener real) {
            return new ControlListener() {
                @Override
                public String kind() {
                    return real.kind();
                }

                @Override
                public void onControlMessage(ControlMessage message) {}
            };
        }
    },

    /** The hub does not learn that events between two batches were trimmed. */
    UNNOTICED_GAPS {
        @Override
        EventLog log(EventLog real) {
            return new ForwardingLog(real) {
                @Override
                public void start(TailListener listener) {
                    real.start(new GapHidingListener(listener));
                }
            };
        }
    },

    /** A connect does not wait until the instance receives the events for its user. */
    UNAWAITED_REGISTRATIONS {
        @Override
        EventLog log(EventLog real) {
            return new ForwardingLog(real) {
                @Override
                public Uni<EventId> register(Channel user) {
                    real.register(user).subscribe().with(registered -> {}, failure -> {});
                    return Uni.createFrom().item(EventId.ZERO);
                }
            };
        }
    },

    /** A new subscriber is served from a window that lacks earlier events for its user. */
    INCOMPLETE_WINDOWS {
        @Override
        EventLog log(EventLog real) {
            return new ForwardingLog(real) {
                @Override
                public Uni<EventId> register(Channel user) {
                    return real.register(user).replaceWith(EventId.ZERO);
                }
            };
        }
    },

    /** The instances never compare their connections with the members of the rooms in the database. */
    MISSING_RECONCILIATION {
        @Override
        PeriodicTasks tasks(Supplier<Loop> loops) {
            return new PeriodicTasks(loops) {
                @Override
                public PeriodicTask start(String name, TaskTiming taskTiming, PeriodicWork periodicWork) {
                    boolean isMissing = name.equals("rooms.reconcile");
                    return super.start(
                            name,
                            taskTiming,
                            isMissing
                                    ? PeriodicWork.async(() -> Uni.createFrom().voidItem())
                                    : periodicWork);
                }
            };
        }
    },

    /** Presence does not learn that connections have ended. */
    FORGOTTEN_DEPARTURES {
        @Override
        ConnectionListener connections(ConnectionListener real) {
            return new ForwardingConnections(real);
        }
    };

    EventLog log(EventLog real) {
        return real;
    }

    ConnectionListener connections(ConnectionListener real) {
        return real;
    }

    /** @param loops supplies the loop of each task */
    PeriodicTasks tasks(Supplier<Loop> loops) {
        return new PeriodicTasks(loops);
    }

    ControlListener rooms(ControlListener real) {
        return real;
    }

    private static final class GapHidingListener implements TailListener {
        private final TailListener real;
        private final Map<Integer, EventId> previous = new HashMap<>();

        GapHidingListener(TailListener real) {
            this.real = real;
        }

        @Override
        public void onBatch(Batch batch, Runnable done) {
            EventId after = previous.getOrDefault(batch.partition(), batch.after());
            previous.put(batch.partition(), batch.upTo());
            real.onBatch(new Batch(batch.partition(), after, batch.upTo(), batch.events()), done);
        }

        @Override
        public void onBirthMarkChanged(int partition, EventId birth) {
            previous.remove(partition);
            real.onBirthMarkChanged(partition, birth);
        }
    }
}

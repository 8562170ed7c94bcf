package io.herald.simulation.oracle;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.simulation.server.LogObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All events that were appended to the log, and whether the log still has them. */
public final class Ledger implements LogObserver {

    /** Receives the entries of the tails that concern presence. */
    public interface PresenceObserver {
        void announced(String event, Channel room, String user);

        void lost();
    }

    /** Returns a bit for each running instance that has seen the event. */
    public interface Witnesses {
        long of(LoggedEvent event);

        /** Returns the bit of the instance that has appended the event to a former master. */
        long of(LoggedEvent event, int host);
    }

    /** The bits of all instances. */
    private static final long ALL = -1;

    /** The time in which an instance notices that only a former master had its registrations: longer than a read waits. */
    private static final long DETECTION_NANOS = 3_000_000_000L;

    private final Map<Channel, List<LoggedEvent>>[] byChannel;
    private final List<LoggedEvent>[] all;
    private final EventId[] highest;
    private final long[] lostAt;
    private final long[] registeredAtFormerMaster;
    private final Map<Long, Integer> copies = new HashMap<>();
    private final Set<Long> appended = new HashSet<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private final LongSupplier nanos;
    private final Violations violations;
    private final PresenceObserver presence;
    private final Witnesses witnesses;
    private long losses;

    @SuppressWarnings("unchecked")
    public Ledger(
            int partitions, LongSupplier nanos, Violations violations, PresenceObserver presence, Witnesses witnesses) {
        this.byChannel = new Map[partitions];
        this.all = new List[partitions];
        this.highest = new EventId[partitions];
        Arrays.fill(highest, EventId.ZERO);
        this.lostAt = new long[partitions];
        this.registeredAtFormerMaster = new long[partitions];
        Arrays.fill(registeredAtFormerMaster, Long.MIN_VALUE / 2);
        Arrays.setAll(byChannel, partition -> new HashMap<>());
        Arrays.setAll(all, partition -> new ArrayList<>());
        this.nanos = nanos;
        this.violations = violations;
        this.presence = presence;
        this.witnesses = witnesses;
    }

    @Override
    public void appended(int partition, EventId id, List<String> fields) {
        Trace.print(() -> nanos.getAsLong() / 1_000_000 + " appended " + partition + " " + id + " " + fields);
        boolean isBehind = !id.isAfter(highest[partition]);
        LoggedEvent event = record(partition, id, fields);
        if (event == null) {
            return;
        }
        if (event.name.startsWith("presence.")) {
            presence.announced(
                    event.name, event.channels.get(0), value(fields, "o").substring("user:".length()));
        }
        event.witnesses = witnesses.of(event);
        // Also a birth mark that was lost is an id beyond which an instance may have continued.
        event.isBehindLostIds = isBehind || event.witnesses != 0;
        if (isMissingRegistration(event)) {
            event.isBehindLostIds = true;
            event.mayLackRegistration = true;
            event.witnesses = ALL;
        }
        if (event.number >= 0 && copies.merge(event.number * 4 + partition, 1, Integer::sum) > 1) {
            violations.add("appended twice: " + event);
        }
    }

    /** Whether an instance may not receive the event in its own tail, because only a former master has the registration of the user. */
    private boolean isMissingRegistration(LoggedEvent event) {
        return event.channels.get(0).isUser()
                && event.appendedAt - registeredAtFormerMaster[event.partition] < DETECTION_NANOS;
    }

    @Override
    public void appendedToFormerMaster(int partition, EventId id, List<String> fields, int host) {
        Trace.print(() -> nanos.getAsLong() / 1_000_000 + " appended to the former master " + partition + " " + id + " "
                + fields);
        losses++;
        LoggedEvent event = record(partition, id, fields);
        if (event != null) {
            event.lost = true;
            event.isOfFormerMaster = true;
            event.witnesses = witnesses.of(event, host);
            presence.lost();
        }
        if (value(fields, "e").equals("registered")) {
            registeredAtFormerMaster[partition] = nanos.getAsLong();
        }
        hideBefore(partition, id);
    }

    /** A reader of a former master passes ids that the log has assigned meanwhile, and has to report those events later. */
    private void hideBefore(int partition, EventId id) {
        for (LoggedEvent event : all[partition]) {
            boolean isOfNewMaster = !event.lost && event.appendedAt >= lostAt[partition];
            if (isOfNewMaster && !event.id.isAfter(id)) {
                event.isBehindLostIds = true;
                event.unreachableSince = nanos.getAsLong();
                event.mayLackRegistration = false;
                event.witnesses = ALL;
            }
        }
    }

    /** Records an entry. Returns null for a control message. */
    private @Nullable LoggedEvent record(int partition, EventId id, List<String> fields) {
        highest[partition] = id.max(highest[partition]);
        String kind = value(fields, "f");
        if (kind.equals("c")) {
            return null;
        }
        List<Channel> channels =
                Arrays.stream(value(fields, "c").split(" ")).map(Channel::new).toList();
        LoggedEvent event = new LoggedEvent(
                partition,
                id,
                channels,
                value(fields, "e"),
                SimulatedFrame.number(value(fields, "b")),
                kind.equals("e"),
                value(fields, "k"),
                nanos.getAsLong());
        event.unreachableSince = event.appendedAt;
        appended.add(event.number);
        insert(all[partition], event);
        channels.forEach(
                channel -> insert(byChannel[partition].computeIfAbsent(channel, none -> new ArrayList<>()), event));
        return event;
    }

    private static void insert(List<LoggedEvent> events, LoggedEvent event) {
        int at = events.size();
        while (at > 0 && events.get(at - 1).id.isAfter(event.id)) {
            at--;
        }
        events.add(at, event);
    }

    private static String value(List<String> fields, String name) {
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.get(i).equals(name)) {
                return fields.get(i + 1);
            }
        }
        return "";
    }

    @Override
    public void lost(int partition, EventId after) {
        losses++;
        lostAt[partition] = nanos.getAsLong();
        Trace.print(() -> nanos.getAsLong() / 1_000_000 + " lost " + partition + " after " + after);
        for (LoggedEvent event : all[partition]) {
            // The log may have lost the birth mark, too.
            if (event.reportedWith != null && !event.reportedWith.isBefore(after)) {
                event.reportedWith = null;
            }
        }
        for (LoggedEvent event : after(all[partition], after)) {
            if (!event.lost) {
                event.lost = true;
                event.unreachableSince = nanos.getAsLong();
                // Now that the log has lost it, only an instance that has seen it can report it.
                event.witnesses = witnesses.of(event) | (event.mayLackRegistration ? 0 : event.witnesses);
                if (event.number >= 0) {
                    copies.merge(event.number * 4 + partition, -1, Integer::sum);
                }
            }
        }
        presence.lost();
    }

    /** Returns how often the log has lost entries, over all partitions. */
    public long losses() {
        return losses;
    }

    /** An instance is killed: it reports no more losses. */
    public void killed(long instanceBit, int partition, EventId birth) {
        for (LoggedEvent event : all[partition]) {
            if ((event.witnesses & instanceBit) != 0) {
                if (!birth.isBefore(event.id)) {
                    event.reportedWith = birth;
                }
                event.witnesses &= ~instanceBit;
            }
        }
    }

    /** The publisher has received the answer that the event is in the log. */
    public void acknowledge(long number, long lossesBefore) {
        acknowledged.add(number);
        if (!appended.contains(number) && lossesBefore == losses) {
            violations.add("acknowledged, but never appended: " + number);
        }
    }

    public boolean isAcknowledged(LoggedEvent event) {
        return event.isOfFormerMaster
                ? acknowledged.contains(event.number) && !isRepeated(event)
                : event.number < 0 || acknowledged.contains(event.number);
    }

    /** Whether the answer of a former master was lost, and the log has the event of the repeated call. */
    private boolean isRepeated(LoggedEvent event) {
        return copies.getOrDefault(event.number * 4 + event.partition, 0) > 0;
    }

    /** Returns the events of publishes with at least this number. */
    public List<LoggedEvent> since(long number) {
        return Arrays.stream(all)
                .flatMap(List::stream)
                .filter(event -> event.number >= number)
                .toList();
    }

    public EventId last(int partition) {
        List<LoggedEvent> events = all[partition];
        return events.isEmpty() ? EventId.ZERO : events.get(events.size() - 1).id;
    }

    /** Returns the events of a channel after one position up to another. */
    public List<LoggedEvent> between(int partition, Channel channel, EventId after, EventId upTo) {
        List<LoggedEvent> events = after(byChannel[partition].getOrDefault(channel, List.of()), after);
        int to = 0;
        while (to < events.size() && !events.get(to).id.isAfter(upTo)) {
            to++;
        }
        return events.subList(0, to);
    }

    private static List<LoggedEvent> after(List<LoggedEvent> events, EventId after) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).id.isAfter(after)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return events.subList(low, events.size());
    }

    /** Returns the event of a frame; null if there never was such an event. */
    @Nullable
    public LoggedEvent find(int partition, EventId id, SimulatedFrame frame) {
        LoggedEvent found = null;
        for (LoggedEvent event : between(partition, new Channel(frame.channel()), id.predecessor(), id)) {
            if (event.name.equals(frame.name()) && event.number == frame.number()) {
                found = event;
            }
        }
        return found;
    }

    /** Whether a newer event of the channel replaces this one for a client that is behind. */
    public boolean isSuperseded(LoggedEvent event, Channel channel) {
        return !event.conflate.isEmpty()
                && after(byChannel[event.partition].getOrDefault(channel, List.of()), event.id).stream()
                        .anyMatch(newer -> newer.conflate.equals(event.conflate));
    }
}

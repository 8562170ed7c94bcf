package io.herald.simulation.server;

import io.herald.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One call of {@code append.lua}. */
final class AppendModel {

    private static final int RECENT = 255;

    private final ScriptCall call;
    private final Keyspace keyspace;
    private final long now;
    private final HistoryModel histories;
    private int key = 6;
    private int arg = 6;
    private int queued = -1;
    private @Nullable EventId last;
    private String recent = " ";
    private @Nullable LogState state;
    private @Nullable AddressedModel addressed;

    /** The arguments of one event. */
    private static final class AppendedEvent {
        private String channels = "";
        private String flags = "";
        private List<String> fields = List.of();
        private @Nullable String message;
        private String kind = "";
        private @Nullable String record;
        private @Nullable String fingerprint;
        private long recordDuration;
        private @Nullable String stored;
        private @Nullable String claim;
        private @Nullable String staged;
        private List<Integer> histories = new ArrayList<>();

        boolean has(char flag) {
            return flags.indexOf(flag) >= 0;
        }
    }

    private AppendModel(ScriptCall call) {
        this.call = call;
        this.keyspace = call.keyspace();
        this.now = call.now();
        this.histories = new HistoryModel(keyspace, call.number(2), (int) call.number(3));
    }

    static Object run(ScriptCall call) {
        return new AppendModel(call).run();
    }

    private List<Object> run() {
        List<Object> outcomes = new ArrayList<>();
        while (arg <= call.argCount()) {
            List<Object> outcome = new ArrayList<>(List.of("0-0", "new"));
            outcomes.add(outcome);
            append(next(outcome), outcome);
        }
        if (last != null) {
            keyspace.hashSet(call.key(1), "last", last.toString());
            keyspace.hashSet(
                    call.key(1), "recent", " " + last + recent.substring(0, Math.min(RECENT, recent.length())));
            if (addressed != null) {
                addressed.finish(last);
            }
        }
        return outcomes;
    }

    private AppendedEvent next(List<Object> outcome) {
        AppendedEvent event = new AppendedEvent();
        event.channels = call.arg(arg);
        event.flags = call.arg(arg + 1);
        int count = (int) call.number(arg + 2);
        int to = arg + 3 + (int) call.number(arg + 3);
        event.fields = call.args().subList(arg + 3, to);
        arg = to + 1;
        if (event.has('r')) {
            event.message = call.arg(arg);
            event.kind = call.arg(arg + 1);
            arg += 2;
        }
        readRecord(event, outcome);
        if (event.has('h')) {
            event.staged = call.key(key++);
        }
        for (int i = 0; i < count; i++) {
            event.histories.add(key + 3 * i);
        }
        key += 3 * count;
        if (event.has('p')) {
            holdBack(event, outcome);
        }
        return event;
    }

    private void readRecord(AppendedEvent event, List<Object> outcome) {
        if (event.has('o')) {
            event.record = call.key(key++);
            event.fingerprint = call.arg(arg);
            event.recordDuration = call.number(arg + 1);
            arg += 2;
            event.stored = keyspace.string(event.record);
        } else if (event.has('k')) {
            event.record = call.key(key++);
            event.claim = keyspace.string(event.record);
            if (event.claim != null && event.claim.endsWith("+")) {
                outcome.set(1, "same");
            }
        }
    }

    private void holdBack(AppendedEvent event, List<Object> outcome) {
        TreeMap<String, String> preferences = keyspace.hash(call.key(4));
        List<String> free = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        String[] channels = event.channels.split(" ");
        for (int i = 0; i < channels.length; i++) {
            String preference = preferences.get(channels[i]);
            if (preference != null) {
                outcome.add(channels[i]);
                outcome.add(preference);
            } else {
                free.add(channels[i]);
                if (i < event.histories.size()) {
                    left.add(event.histories.get(i));
                }
            }
        }
        event.channels = String.join(" ", free);
        event.histories = left;
    }

    private void append(AppendedEvent event, List<Object> outcome) {
        if (event.stored != null) {
            int space = event.stored.indexOf(' ');
            outcome.set(0, event.stored.substring(space + 1));
            outcome.set(1, event.stored.substring(0, space).equals(event.fingerprint) ? "same" : "other");
        } else if (event.kind.equals("e") && isDeleted(event)) {
            outcome.set(1, "deleted");
        } else if (outcome.get(1).equals("new")) {
            boolean work = event.has('w');
            if (work && queued < 0) {
                queued = length(call.key(3));
            }
            if (work && queued >= call.number(5) || event.staged != null && length(event.staged) >= call.number(5)) {
                outcome.set(1, "full");
            } else {
                write(event, outcome);
            }
        }
    }

    private int length(String key) {
        ModelStream stream = keyspace.stream(key);
        return stream == null ? 0 : stream.length();
    }

    private boolean isDeleted(AppendedEvent event) {
        String overlay = call.key(event.histories.get(0) + 2);
        return keyspace.hash(overlay).getOrDefault(event.message, "").contains("d");
    }

    private void write(AppendedEvent event, List<Object> outcome) {
        EventId id = EventId.ZERO;
        if (event.has('t') && !event.channels.isEmpty()) {
            EventId previous = readLast();
            id = LogState.next(previous, now);
            ModelStream tail = keyspace.streamForWrite(call.key(2));
            List<String> fields = new ArrayList<>(List.of("c", event.channels));
            fields.addAll(event.fields);
            tail.add(id, Fields.following(previous, fields));
            tail.trimToLength((int) call.number(4));
            route(event, id, previous, fields);
            for (int h : event.histories) {
                histories.append(
                        new HistoryModel.Keys(call.key(h), call.key(h + 1), call.key(h + 2)),
                        id,
                        event.fields,
                        this::openLog);
                if (event.message != null) {
                    histories.revise(
                            new HistoryModel.Keys(call.key(h), call.key(h + 1), call.key(h + 2)),
                            event.message,
                            id,
                            event.kind);
                }
            }
            last = id;
        }
        if (event.has('w') && !event.channels.isEmpty()) {
            queue(call.key(3), event, id.equals(EventId.ZERO) ? position() : id);
            queued++;
        }
        if (event.staged != null) {
            queue(event.staged, event, id);
        }
        if (event.claim != null) {
            keyspace.replaceString(event.record, event.claim + "+");
        } else if (event.fingerprint != null) {
            keyspace.setString(event.record, event.fingerprint + " " + id, now + event.recordDuration);
        }
        outcome.set(0, id.toString());
    }

    private void route(AppendedEvent event, EventId id, EventId previous, List<String> fields) {
        if (addressed == null) {
            return;
        }
        if (event.channels.startsWith("user:") && !event.has('a')) {
            addressed.toHolders(id, previous, event.channels, event.fields);
        } else {
            addressed.toAll(id, fields);
        }
    }

    private void queue(String key, AppendedEvent event, EventId position) {
        ModelStream queue = keyspace.streamForWrite(key);
        List<String> fields = new ArrayList<>(List.of("c", event.channels, "i", position.toString()));
        fields.addAll(event.fields);
        queue.add(LogState.next(queue.last(), now), fields);
    }

    private EventId position() {
        EventId newest =
                last != null ? last : EventId.parse(keyspace.hash(call.key(1)).getOrDefault("last", "0-0"));
        return now > newest.ms() ? new EventId(now, 0) : newest;
    }

    private EventId readLast() {
        if (last == null) {
            TreeMap<String, String> stored = keyspace.hash(call.key(1));
            String seen = call.arg(1);
            recent = stored.getOrDefault("recent", " ");
            boolean isSeen = seen.equals(stored.get("last")) || recent.contains(" " + seen + " ");
            last = isSeen && call.arg(2).equals(stored.get("retention"))
                    ? EventId.parse(stored.get("last"))
                    : openLog().last;
            addressed = AddressedModel.of(keyspace, call.key(1), call.key(2), (int) call.number(4), last);
        }
        return last;
    }

    private LogState openLog() {
        if (state == null) {
            state = LogState.open(keyspace, call.key(1), call.key(2), EventId.parse(call.arg(1)), call.number(2));
        }
        return state;
    }
}

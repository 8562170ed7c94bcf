package io.herald.redis.tail;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.log.TailListener.Batch;
import io.herald.redis.layout.EntryCodec.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How far one partition's tail has been read, and whether what comes next follows on it. Wherever an entry does not
 * follow the one before, its reader has to look at the birth mark before it goes on: it is the only trace of a loss.
 */
final class TailSequence {

    private static final Logger LOG = Logger.getLogger(TailSequence.class);

    private final int partition;
    private final Consumer<Batch> deliver;
    private final BiConsumer<Integer, EventId> reborn;
    private final ControlListeners controls;
    private @Nullable EventId position;
    private EventId birth = EventId.ZERO;

    TailSequence(
            int partition, Consumer<Batch> deliver, BiConsumer<Integer, EventId> reborn, ControlListeners controls) {
        this.partition = partition;
        this.deliver = deliver;
        this.reborn = reborn;
        this.controls = controls;
    }

    /** The last id read; null before {@link #load}. */
    @Nullable
    EventId position() {
        return position;
    }

    /** The log as it was found, before anything else is taken from it. */
    void found(Bounds bounds) {
        if (!bounds.birth().equals(birth)) {
            birth = bounds.birth();
            if (position != null) {
                LOG.warnf("log.tail.reborn partition=%d position=%s birth=%s", partition, position, birth);
                position = position.max(birth);
                controls.missed();
                reborn.accept(partition, birth);
            }
        }
    }

    /**
     * What the tail held at the start, so that clients of an instance that has gone can be served from memory. Only what
     * comes after the last break in it: something is missing there.
     */
    void load(Bounds bounds, List<Entry> held) {
        int from = held.size();
        while (from > 0
                && held.get(from - 1).event().id().isAfter(birth)
                && (from == held.size() || follows(held, from))) {
            from--;
        }
        List<Entry> whole = held.subList(from, held.size());
        deliver(whole.isEmpty() ? bounds.last() : whole.get(0).previous(), whole);
        LOG.infof("log.tail.opened partition=%d birth=%s last=%s held=%d", partition, birth, position, whole.size());
    }

    /** Takes what follows without a break. What is left is for {@link #goOn}, once the birth mark has been looked at. */
    List<Entry> take(List<Entry> entries) {
        boolean following = !entries.isEmpty() && entries.get(0).previous().equals(position);
        return following ? takeUnbroken(entries) : entries;
    }

    /** Takes what does not follow, but for what is from before the birth mark. */
    List<Entry> goOn(List<Entry> entries) {
        List<Entry> newer = entries.stream()
                .filter(entry -> entry.event().id().isAfter(position))
                .toList();
        if (!newer.isEmpty() && !newer.get(0).previous().equals(position)) {
            LOG.warnf("log.tail.gap partition=%d after=%s", partition, position);
            controls.missed();
        }
        return newer.isEmpty() ? newer : takeUnbroken(newer);
    }

    /** Delivers an empty batch at the position, by which a listener finds that it has missed others. */
    void tellPosition() {
        deliver.accept(new Batch(partition, position, position, List.of()));
    }

    private List<Entry> takeUnbroken(List<Entry> entries) {
        int to = 1;
        while (to < entries.size() && follows(entries, to)) {
            to++;
        }
        deliver(entries.get(0).previous(), entries.subList(0, to));
        return entries.subList(to, entries.size());
    }

    private static boolean follows(List<Entry> entries, int index) {
        return entries.get(index)
                .previous()
                .equals(entries.get(index - 1).event().id());
    }

    private void deliver(EventId after, List<Entry> entries) {
        List<Event> events = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            if (!entry.isControl()) {
                events.add(entry.event());
            } else if (position != null) {
                controls.heard(entry.controlMessage());
            }
        }
        position = entries.isEmpty()
                ? after
                : entries.get(entries.size() - 1).event().id();
        deliver.accept(new Batch(partition, after, position, events));
    }
}

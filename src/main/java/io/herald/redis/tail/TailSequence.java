package io.herald.redis.tail;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.log.TailListener.Batch;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.tail.TailQueries.Opened;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the position of one partition's reader, and checks that each entry follows the previous one. After an entry that does
 * not, the reader must check the birth mark before it continues: it is the only evidence of a loss.
 */
final class TailSequence {

    private static final Logger LOG = Logger.getLogger(TailSequence.class);

    private final int partition;
    private final Consumer<Batch> deliver;
    private final BiConsumer<Integer, EventId> birthMarkChanged;
    private final ControlListeners controls;
    private final RecentEntries recent = new RecentEntries();
    private @Nullable EntryIdentity lastRead;
    private EventId birth = EventId.ZERO;

    /** The last entry up to the birth mark when it was recorded; null if there was none. */
    private @Nullable Opened openedAtBirth;

    TailSequence(
            int partition,
            Consumer<Batch> deliver,
            BiConsumer<Integer, EventId> birthMarkChanged,
            ControlListeners controls) {
        this.partition = partition;
        this.deliver = deliver;
        this.birthMarkChanged = birthMarkChanged;
        this.controls = controls;
    }

    /** Returns the id of the last entry read; null before {@link #load}. */
    @Nullable
    EventId position() {
        return lastRead == null ? null : lastRead.id();
    }

    /** Returns the entry at the position; null before {@link #load}. */
    @Nullable
    EntryIdentity lastRead() {
        return lastRead;
    }

    /** Returns the birth mark; zero before the first one is recorded. */
    EventId birth() {
        return birth;
    }

    /**
     * Returns whether entries of another log precede a birth mark at the position: an instance that had read less has appended
     * them after a failover, to a server whose clock is behind. Only a reader that has read the lost entries can tell, and assumes it if the
     * tail has been trimmed up to the mark. The mark may be known: after each failover the same instance sets it at its position.
     */
    boolean isReplacedBelow(Opened opened) {
        if (lastRead == null || !opened.bounds().birth().equals(lastRead.id())) {
            return false;
        }
        boolean isKnown = opened.bounds().birth().equals(birth);
        if (opened.lastBefore() == null) {
            return !isKnown;
        }
        return isKnown && !lastRead.isStored()
                ? openedAtBirth != null && !openedAtBirth.hasSameBefore(opened)
                : !recent.contains(opened.lastBefore(), opened.digest());
    }

    /** Records the birth mark. If it has changed after {@link #load}, moves the position up to it and notifies the listeners. */
    void updateBirthMark(Opened opened) {
        if (!opened.bounds().birth().equals(birth)) {
            birth = opened.bounds().birth();
            openedAtBirth = opened.lastBefore() == null ? null : opened;
            if (lastRead != null) {
                LOG.warnf("tail.loss.detected partition=%d position=%s birth=%s", partition, lastRead.id(), birth);
                if (birth.isAfter(lastRead.id())) {
                    lastRead = EntryIdentity.withoutEntry(birth);
                }
                controls.missed();
                birthMarkChanged.accept(partition, birth);
            }
        }
    }

    /**
     * Delivers the entries that the tail held at the start, so that clients of stopped instances can resume from memory. Omits
     * entries up to the birth mark, and those before the last break in the sequence, because entries are missing there.
     */
    void load(Bounds bounds, List<Entry> held) {
        int from = held.size();
        while (from > 0
                && held.get(from - 1).event().id().isAfter(birth)
                && (from == held.size() || follows(held, from))) {
            from--;
        }
        List<Entry> whole = held.subList(from, held.size());
        deliver(whole.isEmpty() ? bounds.last() : before(whole.get(0)), whole);
        LOG.infof(
                "tail.opened partition=%d birth=%s position=%s entries=%d", partition, birth, position(), whole.size());
    }

    /** Delivers the entries up to the first break. Returns the rest, for {@link #deliverAfterBreak} after a check of the birth mark. */
    List<Entry> deliver(List<Entry> entries) {
        boolean following = !entries.isEmpty() && entries.get(0).previous().equals(position());
        return following ? takeUnbroken(entries) : entries;
    }

    /** Continues after a break. Skips entries up to the position, which is at or beyond the birth mark. */
    List<Entry> deliverAfterBreak(List<Entry> entries) {
        EventId position = position();
        List<Entry> newer = entries.stream()
                .filter(entry -> entry.event().id().isAfter(position))
                .toList();
        if (!newer.isEmpty() && !before(newer.get(0)).equals(position)) {
            LOG.warnf("tail.gap.detected partition=%d position=%s", partition, position);
            controls.missed();
        }
        return newer.isEmpty() ? newer : takeUnbroken(newer);
    }

    /** Delivers entries that follow the position in the addressed tails. */
    void deliverAddressed(List<Entry> entries) {
        deliver(position(), entries);
    }

    /** Delivers an empty batch at the position. A listener that has missed batches detects this by it. */
    void deliverPosition() {
        deliver.accept(new Batch(partition, position(), position(), List.of()));
    }

    private List<Entry> takeUnbroken(List<Entry> entries) {
        int to = 1;
        while (to < entries.size() && follows(entries, to)) {
            to++;
        }
        deliver(before(entries.get(0)), entries.subList(0, to));
        return entries.subList(to, entries.size());
    }

    /**
     * Returns the position before an entry. The first one after a loss follows the birth mark, and names another position, so that each
     * reader checks the mark.
     */
    private static EventId before(Entry entry) {
        EventId mark = entry.birthMark();
        return mark == null ? entry.previous() : mark;
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
            } else if (lastRead != null && !entry.isMarker() && entry.birthMark() == null) {
                controls.received(entry.controlMessage());
            }
        }
        entries.forEach(entry -> recent.add(entry.event()));
        lastRead = entries.isEmpty()
                ? EntryIdentity.withoutEntry(after)
                : EntryIdentity.of(entries.get(entries.size() - 1).event());
        deliver.accept(new Batch(partition, after, lastRead.id(), events));
    }
}

package io.herald.redis.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.herald.event.EventId;
import io.herald.log.EventLog.Appended;
import io.herald.log.Revision;
import io.herald.problem.ProblemException;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A message is read with its last revision, however it is read. */
class RevisionOverlayTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final TestLog log = TestLog.on(REDIS);

    private EventId birth;
    private EventId edited;
    private EventId deleted;

    @BeforeEach
    void revise() {
        birth = log.open().birth();
        edited = log.message("a", "one");
        deleted = log.message("a", "two");
        log.message("a", "three");
        log.edit("a", edited, "first");
        log.edit("a", deleted, "second");
        log.edit("a", edited, "last");
        log.delete("a", deleted);
    }

    @Test
    void an_edited_message_has_its_last_content_and_a_deleted_one_and_its_edits_have_none() {
        List<String> contents = List.of("last", "none", "three", "first", "none", "last", "none");
        assertEquals(contents, TestLog.contents(log.read(birth, "a").events()));
        assertEquals(contents, TestLog.contents(log.history("a", EventId.ZERO, false, 10)));
    }

    @Test
    void a_deletion_applies_to_an_edit_on_a_page_without_the_message() {
        EventId end = new EventId(log.open().last().ms() + 1, 0);
        assertEquals(List.of("none", "last", "none"), TestLog.contents(log.history("a", end, true, 3)));
    }

    @Test
    void a_deleted_message_cannot_be_edited_but_deleted_again() {
        int before = log.tail().size();
        Future<Appended> edit = log.tryAppend(TestLog.revision(Revision.EDITED, "a", deleted, "again"));
        assertEquals(
                404,
                assertInstanceOf(ProblemException.class, edit.cause()).problem().status());
        assertEquals(before, log.tail().size());
        log.delete("a", deleted);
        assertEquals(before + 1, log.tail().size());
    }
}

package io.herald.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A buffer that is not released fails the test run. */
class BufferLeaksTest {

    @Test
    void every_buffer_of_this_process_is_tracked() {
        assertTrue(ResourceLeakDetector.isEnabled());
        assertEquals("1", System.getProperty("io.netty.leakDetection.samplingInterval"));
    }

    @Test
    void a_report_fails_the_test() {
        assertDoesNotThrow(() -> BufferLeaks.assertNotIn(List.of("ready")));
        assertThrows(
                AssertionError.class, () -> BufferLeaks.assertNotIn(List.of("LEAK: ByteBuf.release() was not called")));
    }
}

package io.herald.push.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TruncationTest {

    @Test
    void a_text_that_fits_is_unchanged() {
        assertEquals("to be or not", Truncation.truncate("to be or not", 12));
    }

    @Test
    void a_longer_text_ends_after_a_whole_word_with_an_ellipsis() {
        assertEquals("to be or…", Truncation.truncate("to be or not to be", 14));
        assertEquals("to be or not…", Truncation.truncate("to be or not to be", 15));
    }

    @Test
    void a_long_word_ends_between_characters() {
        assertEquals("Donaudampf…", Truncation.truncate("Donaudampfschifffahrt", 13));
        assertEquals("日本…", Truncation.truncate("日本語の文章", 10));
    }

    @Test
    void no_character_is_separated_from_what_belongs_to_it() {
        String family = "👩‍👩‍👧";
        assertEquals("x…", Truncation.truncate("x" + family.repeat(3), 12));
        assertEquals("e…", Truncation.truncate("ee\u0301e\u0301e\u0301", 6));
    }

    @Test
    void nothing_remains_if_nothing_fits() {
        assertEquals("", Truncation.truncate("word", 3));
        assertEquals("", Truncation.truncate("word", -1));
        assertEquals("", Truncation.truncate("word", 0));
    }

    @Test
    void the_length_is_that_of_the_json() {
        assertEquals(2, Truncation.length("\n"));
        assertEquals(6, Truncation.length("\u0001"));
        assertEquals(4, Truncation.length("🎉"));
        assertEquals("\"\"…", Truncation.truncate("\"\"\"\"\"\"", 8));
    }

    @Test
    void never_exceeds_the_length() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.appendCodePoint(new int[] {'a', ' ', '"', 'é', '語', 0x1F389, 0x200D, 0x301, 1}[random.nextInt(9)]);
            }
            int most = random.nextInt(80);
            String truncated = Truncation.truncate(text.toString(), most);
            assertTrue(Truncation.length(truncated) <= most, text + " to " + most + ": " + truncated);
        }
    }
}

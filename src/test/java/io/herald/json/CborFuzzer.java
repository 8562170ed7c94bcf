package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Generates CBOR documents with a JSON equivalent, in all encodings, and corrupts documents. The seed decides the sequence. */
final class CborFuzzer {

    private static final int[] SINGLE_ITEMS = {0xF4, 0xF5, 0xF6, 0xF7};

    /** Without big numbers and fractions, which Jackson reads as other values. */
    private static final int[] TAGS = {0, 1, 21, 22, 23, 24, 32, 37, 1_000, 55_799, 100_000};

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int names;

    CborFuzzer(long seed) {
        this.random = new Random(seed);
    }

    byte[] document() {
        out.reset();
        value(1 + random.nextInt(5));
        return out.toByteArray();
    }

    byte[] corrupted(byte[] document) {
        byte[] corrupted = document.clone();
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            corrupted[random.nextInt(corrupted.length)] = (byte) random.nextInt(256);
        }
        return corrupted;
    }

    private void value(int depth) {
        while (random.nextInt(6) == 0) {
            head(6, TAGS[random.nextInt(TAGS.length)]);
        }
        switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0 -> out.write(SINGLE_ITEMS[random.nextInt(SINGLE_ITEMS.length)]);
            case 1 -> head(0, random.nextLong() >>> random.nextInt(64));
            case 2 -> head(1, random.nextLong() >>> random.nextInt(64));
            case 3 -> floating();
            case 4 -> string(2, random.nextInt(9));
            case 5 -> string(3, random.nextInt(9));
            case 6 -> array(depth - 1);
            default -> map(depth - 1);
        }
    }

    private void floating() {
        switch (random.nextInt(3)) {
            case 0 -> {
                out.write(0xF9);
                number(Float.floatToIntBits(random.nextFloat()) >>> 18, 2);
            }
            case 1 -> {
                out.write(0xFA);
                number(Float.floatToIntBits((float) random.nextGaussian()), 4);
            }
            default -> {
                out.write(0xFB);
                number(Double.doubleToLongBits(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20)), 8);
            }
        }
    }

    private void array(int depth) {
        int count = random.nextInt(4);
        boolean indefinite = begin(4, count);
        for (int left = count; left > 0; left--) {
            value(depth);
        }
        end(indefinite);
    }

    private void map(int depth) {
        int count = random.nextInt(5);
        boolean indefinite = begin(5, count);
        for (int left = count; left > 0; left--) {
            // Each name occurs once in a document.
            definiteString(3, ("n" + names++ + text(random.nextInt(3))).getBytes(UTF_8));
            value(depth);
        }
        end(indefinite);
    }

    private void string(int major, int length) {
        if (random.nextInt(4) > 0) {
            definiteString(major, content(major, length));
            return;
        }
        begin(major, -1);
        for (int left = random.nextInt(4); left > 0; left--) {
            definiteString(major, content(major, random.nextInt(4)));
        }
        end(true);
    }

    private byte[] content(int major, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return major == 2 ? bytes : text(length).getBytes(UTF_8);
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int left = length; left > 0; left--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11_0000);
            text.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? '?' : point);
        }
        return text.toString();
    }

    private void definiteString(int major, byte[] content) {
        head(major, content.length);
        out.writeBytes(content);
    }

    private boolean begin(int major, int count) {
        boolean indefinite = count < 0 || random.nextInt(3) == 0;
        if (indefinite) {
            out.write(major << 5 | 31);
        } else {
            head(major, count);
        }
        return indefinite;
    }

    private void end(boolean indefinite) {
        if (indefinite) {
            out.write(0xFF);
        }
    }

    /** Writes the head in a random length that fits the argument. */
    private void head(int major, long argument) {
        if (argument >= 0 && argument < 24 && random.nextBoolean()) {
            out.write(major << 5 | (int) argument);
            return;
        }
        int shortest = argument >>> 8 == 0 ? 0 : argument >>> 16 == 0 ? 1 : argument >>> 32 == 0 ? 2 : 3;
        int size = shortest + random.nextInt(4 - shortest);
        out.write(major << 5 | 24 + size);
        number(argument, 1 << size);
    }

    private void number(long value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }
}

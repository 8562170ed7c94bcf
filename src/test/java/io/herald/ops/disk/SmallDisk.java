package io.herald.ops.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory, small enough to be filled. Only a user who may mount can create one. */
final class SmallDisk implements AutoCloseable {

    private static final byte[] BLOCK = new byte[1 << 16];

    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    static boolean isAvailable() {
        return succeeds("unshare", "--mount", "true");
    }

    /** @param size in the notation of mount, such as {@code 16m} */
    static SmallDisk mounted(String size) {
        try {
            Path mountPoint = Files.createTempDirectory("herald-disk");
            if (!succeeds("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mountPoint.toString())) {
                throw new IllegalStateException("cannot mount a tmpfs");
            }
            return new SmallDisk(mountPoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return mountPoint;
    }

    /** Writes a file until no byte is free. */
    void fill() {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (true) {
                filler.write(BLOCK);
            }
        } catch (IOException full) {
            if (mountPoint.toFile().getUsableSpace() > 0) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Deletes the file of {@link #fill}. */
    void free() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return mountPoint.resolve("filler");
    }

    /** A server that has just been killed may still use the disk. */
    @Override
    public void close() {
        succeeds("umount", "--lazy", mountPoint.toString());
        mountPoint.toFile().delete();
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

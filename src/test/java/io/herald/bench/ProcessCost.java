package io.herald.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads the CPU time and the memory of a process from /proc. */
record ProcessCost(long pid) {

    /** The unit of /proc/pid/stat, the same on every Linux: 1/USER_HZ. */
    private static final long MICROS_PER_TICK = 10_000;

    private static final int UTIME = 11;

    /** Returns the CPU time of all threads in user and kernel mode. */
    long cpuMicros() {
        return cpuMicros(read("stat"));
    }

    /** Returns the CPU time of the compiler threads, which are idle once the code is compiled. */
    long compilerMicros() {
        try (Stream<Path> threads = Files.list(directory().resolve("task"))) {
            return threads.map(thread -> readIfRunning(thread.resolve("stat")))
                    .filter(stat -> stat.contains("CompilerThre"))
                    .mapToLong(ProcessCost::cpuMicros)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long cpuMicros(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * MICROS_PER_TICK;
    }

    long rssKilobytes() {
        return read("status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private Path directory() {
        return Path.of("/proc", Long.toString(pid));
    }

    /** Returns an empty string for a thread that has ended since it was listed. */
    private static String readIfRunning(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            return "";
        }
    }

    private String read(String file) {
        try {
            return Files.readString(directory().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.herald.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process has cost so far, as Linux counts it. */
record ProcessCost(long pid) {

    /** The kernel's unit in /proc/pid/stat, the same on every Linux: USER_HZ. */
    private static final long MICROS_A_TICK = 10_000;

    private static final int UTIME = 11;

    /** In user and kernel mode, of all threads. */
    long cpuMicros() {
        return cpuMicros(read("stat"));
    }

    /** Of the threads that compile: none once the service has run for long enough. */
    long compilerMicros() {
        try (Stream<Path> threads = Files.list(directory().resolve("task"))) {
            return threads.map(thread -> readIfThere(thread.resolve("stat")))
                    .filter(stat -> stat.contains("CompilerThre"))
                    .mapToLong(ProcessCost::cpuMicros)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long cpuMicros(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * MICROS_A_TICK;
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

    /** Threads come and go. */
    private static String readIfThere(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
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

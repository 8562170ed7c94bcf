package io.herald.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a process printed so far. */
final class ProcessLog {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    ProcessLog(Process process) {
        Thread reader = new Thread(() -> read(process), "log-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private void read(Process process) {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            lines.add("(log ended: " + e.getMessage() + ")");
        }
    }
}

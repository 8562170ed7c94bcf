package io.herald.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The output of a process. */
public final class ProcessLog {

    private final List<String> lines = new ArrayList<>();

    public ProcessLog(Process process) {
        Thread reader = new Thread(() -> read(process), "log-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    private synchronized void add(String line) {
        lines.add(line);
    }

    private void read(Process process) {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(this::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            add("(log ended: " + e.getMessage() + ")");
        }
    }
}

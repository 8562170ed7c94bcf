package io.herald.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The sources of {@code clients/java}, compiled for the programs of tests. Its own build runs its unit tests. */
final class JavaClient {

    private static final Path SOURCES = Path.of("clients/java/src/main/java");

    private final Path classes;

    private JavaClient(Path classes) {
        this.classes = classes;
    }

    static JavaClient compile(Path directory) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("client"));
        try (Stream<Path> files = Files.walk(SOURCES)) {
            compile(
                    classes,
                    "",
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith("module-info.java"))
                            .toList());
        }
        return new JavaClient(classes);
    }

    /** Compiles a program that uses the client, and returns the class path of both. */
    String compileProgram(Path directory, Path source) throws IOException {
        Path program = Files.createDirectories(directory.resolve("program"));
        compile(program, classes.toString(), List.of(source));
        return program + File.pathSeparator + classes;
    }

    private static void compile(Path target, String classPath, List<Path> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments =
                new ArrayList<>(List.of("-nowarn", "--release", "17", "-d", target.toString(), "-cp", classPath));
        sources.forEach(source -> arguments.add(source.toString()));
        assertEquals(0, compiler.run(null, null, null, arguments.toArray(String[]::new)), sources::toString);
    }
}

package io.herald.database;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The migrations of the schema, compared with a list of their checksums. */
class MigrationsTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    /** The output of {@code sha256sum *.sql} in the directory of the migrations. A new migration adds a line. */
    private static final Path CHECKSUMS = Path.of("src/test/resources/database/migrations.sha256");

    /** Flyway refuses a database to which another version of the file was applied: the upgrade would not end. */
    @Test
    void a_migration_that_databases_may_have_does_not_change() throws IOException {
        Map<String, String> recorded = Files.readAllLines(CHECKSUMS).stream()
                .map(line -> line.split(" +", 2))
                .collect(toMap(line -> line[1], line -> line[0]));
        assertEquals(new TreeMap<>(recorded), present());
    }

    private static Map<String, String> present() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .collect(toMap(
                            file -> file.getFileName().toString(),
                            MigrationsTest::checksum,
                            (a, b) -> a,
                            TreeMap::new));
        }
    }

    private static String checksum(Path file) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.herald.ops.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the table of settings with the configuration interfaces. */
class ConfigurationDocumentTest {

    private static final Pattern ROW = Pattern.compile("^\\| `(herald\\.[^`]+)` \\| (?:`([^`]+)`|none) \\|");

    @Test
    void the_table_lists_exactly_the_settings_with_their_defaults() throws IOException {
        assertEquals(configured(), documented());
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs", "configuration.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                rows.put(row.group(1), row.group(2) == null ? "" : row.group(2));
            }
        }
        return rows;
    }

    private static Map<String, String> configured() {
        Map<String, String> settings = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.herald").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .map(ConfigClass::configClass)
                        .forEach(mapping -> ConfigMappings.getProperties(mapping)
                                .forEach((name, property) -> settings.put(name, defaultOf(property))));
        // The elements of a list are not separate settings.
        settings.keySet().removeIf(name -> name.endsWith("[*]"));
        return settings;
    }

    private static String defaultOf(Property property) {
        return property.hasDefaultValue() ? property.getDefaultValue() : "";
    }
}

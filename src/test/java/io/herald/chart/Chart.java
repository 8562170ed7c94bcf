package io.herald.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;

/** The chart, rendered with one of the value sets beside this test. */
final class Chart {

    static final Path DIRECTORY = Path.of("helm", "herald");

    /** Without it, Helm assumes the oldest version. */
    private static final String KUBERNETES = "1.33.0";

    private Chart() {}

    static LintResult lint() {
        return new Helm(DIRECTORY).lint().strict().call();
    }

    static Manifests render(String values) {
        return Manifests.parse(template(values).call());
    }

    /** @param overrides values as {@code name=value}; a comma in a value is escaped */
    static Manifests render(String values, String... overrides) {
        TemplateCommand template = template(values);
        for (String override : overrides) {
            String[] parts = override.split("=", 2);
            template.set(parts[0], parts[1]);
        }
        return Manifests.parse(template.call());
    }

    private static TemplateCommand template(String values) {
        return new Helm(DIRECTORY)
                .template()
                .withName("herald")
                .withNamespace("push")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(Path.of("src", "test", "resources", "chart", values + ".yaml"));
    }
}

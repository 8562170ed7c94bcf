package io.herald.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A release of the chart, installed with one of the value sets beside this test. */
final class Release {

    static final String NAME = "herald";

    private static final String NAMESPACE = "push";

    private final ApiServer cluster;
    private final String name;

    private Release(ApiServer cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    /** @param overrides values as {@code name=value}; a comma in a value is escaped */
    static Release install(ApiServer cluster, String name, String values, String... overrides) {
        return install(cluster, name, file(values), overrides);
    }

    static Release install(ApiServer cluster, String name, Path values, String... overrides) {
        InstallCommand install = new Helm(Chart.DIRECTORY)
                .install()
                .withName(name)
                .withNamespace(NAMESPACE)
                .disableOpenApiValidation()
                .withKubeConfigContents(cluster.kubeConfig())
                .withValuesFile(values);
        each(overrides, install::set);
        install.call();
        return new Release(cluster, name);
    }

    void upgrade(String values, String... overrides) {
        UpgradeCommand upgrade = new Helm(Chart.DIRECTORY)
                .upgrade()
                .withName(name)
                .withNamespace(NAMESPACE)
                .disableOpenApiValidation()
                .withKubeConfigContents(cluster.kubeConfig())
                .withValuesFile(file(values));
        each(overrides, upgrade::set);
        upgrade.call();
    }

    void uninstall() {
        Helm.uninstall(name)
                .withNamespace(NAMESPACE)
                .withKubeConfigContents(cluster.kubeConfig())
                .call();
    }

    Manifests manifests() {
        return Manifests.parse(cluster.release().path("manifest").asText());
    }

    Manifests hooks() {
        return Manifests.parse(
                StreamSupport.stream(cluster.release().path("hooks").spliterator(), false)
                        .map(hook -> hook.path("manifest").asText())
                        .collect(Collectors.joining("\n---\n")));
    }

    private static Path file(String values) {
        return Path.of("src", "test", "resources", "chart", values + ".yaml");
    }

    private static void each(String[] overrides, BiConsumer<String, String> setter) {
        for (String override : overrides) {
            String[] parts = override.split("=", 2);
            setter.accept(parts[0], parts[1]);
        }
    }
}

package io.herald;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** The classes of the service, without its tests. Importing them takes seconds, so the architecture tests share them. */
final class ProductionClasses {

    static final String ROOT = "io.herald";
    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private ProductionClasses() {}

    static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(ALL);
    }

    /** Selects the classes of these rooms, including their sub-packages. */
    static DescribedPredicate<JavaClass> in(Set<String> rooms) {
        String[] packages = rooms.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
        return DescribedPredicate.describe(
                "in " + Arrays.toString(packages),
                type -> Stream.of(packages)
                        .anyMatch(each -> resideInAPackage(each).test(type)));
    }
}

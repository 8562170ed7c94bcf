package io.herald.hub;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The levels within the hub. */
class HubArchitectureTest {

    private static final String ROOT = "io.herald";
    private static final String HUB = ROOT + ".hub";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** From the lowest level up. A package uses only those before it. */
    private static final List<String> LEVELS =
            List.of("encoding", "filters", "transport", "telemetry", "subscriber", "fanout", "resume");

    /** Nested classes belong to their outer class, so that the cases of a sealed type may name it. */
    private static final SliceAssignment OUTER_CLASSES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getName().replaceFirst("\\$.*", "");
            return name.startsWith(HUB + ".") ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "classes of the hub";
        }
    };

    @Test
    void no_classes_of_the_hub_depend_on_each_other_in_a_cycle() {
        slices().assignedFrom(OUTER_CLASSES).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void a_package_of_the_hub_uses_only_lower_ones() {
        List<String> higher = new ArrayList<>(LEVELS);
        for (String level : LEVELS) {
            higher.remove(level);
            noClasses()
                    .that()
                    .resideInAPackage(HUB + "." + level)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(higher))
                    .check(CLASSES);
        }
    }

    /** And the root uses all of them. */
    private static String[] packages(List<String> levels) {
        List<String> packages = new ArrayList<>(List.of(HUB));
        levels.forEach(level -> packages.add(HUB + "." + level));
        return packages.toArray(String[]::new);
    }

    /** The fan-out is below the resume in the levels, so it does not know the resume, either. */
    @Test
    void the_resume_does_not_know_the_fan_out() {
        noClasses()
                .that()
                .resideInAPackage(HUB + ".resume")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HUB + ".fanout")
                .check(CLASSES);
    }

    /** A transport uses the facade, its contract, frame formats and filters. */
    @Test
    void other_packages_do_not_see_the_subscribers() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HUB + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(HUB + ".telemetry", HUB + ".subscriber", HUB + ".fanout", HUB + ".resume")
                .check(CLASSES);
    }
}

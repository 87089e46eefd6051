package org.tapwarden.appliance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;

/// What Maven cannot see, said aloud.
@AnalyzeClasses(packages = "org.tapwarden", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String CAPTURE = "org.tapwarden.capture..";
    private static final String CLASSIFIER = "org.tapwarden.classifier..";
    private static final String DETECTOR = "org.tapwarden.detector..";
    private static final String HISTORY = "org.tapwarden.history..";
    private static final String ENFORCER = "org.tapwarden.enforcer..";
    private static final String WEBCONSOLE = "org.tapwarden.webconsole..";
    private static final String APPLIANCE = "org.tapwarden.appliance..";

    private static final Set<String> SQL_SOCKETS_AND_THREADS =
            Set.of(
                    "java.sql.",
                    "javax.sql.",
                    "java.lang.Thread",
                    "java.net.Socket",
                    "java.net.ServerSocket",
                    "java.net.Datagram",
                    "java.net.MulticastSocket",
                    "java.net.URLConnection",
                    "java.net.HttpURLConnection",
                    "java.net.http.",
                    "java.nio.channels.SocketChannel",
                    "java.nio.channels.ServerSocketChannel",
                    "java.nio.channels.DatagramChannel",
                    "java.util.concurrent.Executor");

    @ArchTest
    static final ArchRule each_module_sees_only_what_stands_before_it =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("capture")
                    .definedBy(CAPTURE)
                    .layer("classifier")
                    .definedBy(CLASSIFIER)
                    .layer("detector")
                    .definedBy(DETECTOR)
                    .layer("history")
                    .definedBy(HISTORY)
                    .layer("enforcer")
                    .definedBy(ENFORCER)
                    .layer("webconsole")
                    .definedBy(WEBCONSOLE)
                    .layer("appliance")
                    .definedBy(APPLIANCE)
                    .whereLayer("capture")
                    .mayNotAccessAnyLayer()
                    .whereLayer("classifier")
                    .mayOnlyAccessLayers("capture")
                    .whereLayer("detector")
                    .mayOnlyAccessLayers("capture", "classifier")
                    .whereLayer("history")
                    .mayOnlyAccessLayers("capture", "classifier", "detector")
                    .whereLayer("enforcer")
                    .mayOnlyAccessLayers("capture", "classifier", "detector")
                    .whereLayer("webconsole")
                    .mayOnlyAccessLayers(
                            "capture", "classifier", "detector", "history", "enforcer");

    @ArchTest
    static final ArchRule only_history_touches_lucene = only(HISTORY, "org.apache.lucene..");

    @ArchTest static final ArchRule only_capture_touches_pcap4j = only(CAPTURE, "org.pcap4j..");

    @ArchTest
    static final ArchRule only_webconsole_touches_jetty = only(WEBCONSOLE, "org.eclipse.jetty..");

    /// A constant such as `PDU.SET` leaves no trace in a class file, so the type of what is sent is
    /// set in one class only; what that one sends is looked at on the wire by `SnmpLocatorTest`.
    @ArchTest
    static final ArchRule nothing_is_set_in_a_switch =
            noClasses()
                    .that()
                    .resideInAPackage(DETECTOR)
                    .should()
                    .callMethodWhere(
                            new DescribedPredicate<>("could set something by SNMP") {
                                @Override
                                public boolean test(JavaMethodCall call) {
                                    return mayWrite(call);
                                }
                            })
                    .allowEmptyShould(true);

    private static boolean mayWrite(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        boolean session = call.getOriginOwner().getSimpleName().equals("SnmpSession");
        return switch (call.getName()) {
            case "set", "trap", "notify", "inform" -> owner.equals("org.snmp4j.Snmp");
            case "setType", "send" -> owner.startsWith("org.snmp4j.") && !session;
            default -> false;
        };
    }

    @ArchTest
    static void no_source_of_the_detector_names_the_type_that_sets(JavaClasses classes)
            throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("../detector/src/main/java"))) {
            List<Path> naming =
                    sources.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> read(file).matches("(?s).*\\bPDU\\s*\\.\\s*SET\\b.*"))
                            .toList();
            Assertions.assertThat(naming).isEmpty();
        }
        Assertions.assertThat(classes).isNotEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ArchTest
    static final ArchRule what_decides_is_told_the_time_and_never_asks_for_it =
            noClasses()
                    .that()
                    .resideInAnyPackage(CLASSIFIER, DETECTOR)
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .orShould()
                    .callMethod(Clock.class, "systemDefaultZone")
                    .allowEmptyShould(true)
                    .because("a replay must decide what the live appliance decided");

    @ArchTest
    static final ArchRule the_classifier_turns_bytes_into_labels_and_does_nothing_else =
            noClasses()
                    .that()
                    .resideInAPackage(CLASSIFIER)
                    .should()
                    .dependOnClassesThat(
                            new DescribedPredicate<>("speak SQL, open sockets or start threads") {
                                @Override
                                public boolean test(JavaClass target) {
                                    return SQL_SOCKETS_AND_THREADS.stream()
                                            .anyMatch(target.getName()::startsWith);
                                }
                            })
                    .allowEmptyShould(true);

    @ArchTest
    static void every_package_is_null_marked(JavaClasses classes) {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : classes) {
            JavaPackage home = type.getPackage();
            boolean marked =
                    home.tryGetPackageInfo()
                            .map(info -> info.isAnnotatedWith(NullMarked.class))
                            .orElse(false);
            if (!marked) {
                unmarked.add(home.getName());
            }
        }
        Assertions.assertThat(unmarked)
                .as("packages without a package-info.java that says @NullMarked")
                .isEmpty();
    }

    private static ArchRule only(String module, String library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
    }
}

package org.tapwarden.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What short runs compile to the last is named in a list, which no compiler reads along.
class ShortRunListTest {

    private static final Pattern NAMED = Pattern.compile("\"(org/tapwarden/[^\"]+)\\.([^\".]+)\"");

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private static boolean has(JavaClass type, String methods) {
        return type.getMethods().stream().anyMatch(m -> matches(methods, m.getName()));
    }

    @Test
    void every_entry_names_methods_that_exist() throws IOException {
        JavaClasses ours =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.tapwarden");
        String list = Files.readString(Path.of("src/main/jvm/short-run.json"));
        Matcher named = NAMED.matcher(list);
        List<String> stale =
                named.results()
                        .filter(entry ->
                                ours.stream()
                                        .filter(type ->
                                                matches(
                                                        entry.group(1),
                                                        type.getName().replace('.', '/')))
                                        .noneMatch(type -> has(type, entry.group(2))))
                        .map(entry -> entry.group())
                        .toList();
        assertThat(stale).isEmpty();
        assertThat(NAMED.matcher(list).results().count()).isGreaterThan(20);
    }
}

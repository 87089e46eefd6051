package org.tapwarden.classifier.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CatalogueReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "flow-record.md");

    @Test
    void the_page_says_what_the_catalogue_says() throws IOException {
        String page = CatalogueReference.markdown();
        if (Boolean.getBoolean("tapwarden.write.docs")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as(
                        "docs/flow-record.md differs from the catalogue; write it with:"
                                + " mvn -Dquick test -pl classifier -am -Dtest=CatalogueReferenceTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dtapwarden.write.docs=true")
                .isEqualTo(page);
    }

    @Test
    void every_example_is_a_query() throws WrongQuery {
        for (CatalogueReference.Example example : CatalogueReference.EXAMPLES) {
            FlowLanguage.parse(example.query(), FlowLanguage.Options.UTC);
        }
        for (CatalogueReference.Example example : CatalogueReference.STAGES) {
            Question question = FlowLanguage.question(example.query(), FlowLanguage.Options.UTC);
            assertThat(question.stages()).isNotEmpty();
        }
        for (Shape shape : Shape.values()) {
            Question question =
                    FlowLanguage.question("| " + shape.example(), FlowLanguage.Options.UTC);
            assertThat(question.stages().getFirst().word()).isEqualTo(shape.word());
        }
    }
}

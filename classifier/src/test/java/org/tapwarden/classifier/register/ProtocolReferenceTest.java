package org.tapwarden.classifier.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tapwarden.classifier.inspect.FlowInspector;

class ProtocolReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "protocols.md");

    @Test
    void the_page_says_what_the_dissectors_say() throws IOException {
        String page = ProtocolReference.markdown(FlowInspector.MAX_PAYLOADS);
        if (Boolean.getBoolean("tapwarden.write.docs")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as(
                        "docs/protocols.md differs from the dissectors; write it with:"
                                + " mvn -Dquick test -pl classifier -am -Dtest=ProtocolReferenceTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dtapwarden.write.docs=true")
                .isEqualTo(page);
    }
}

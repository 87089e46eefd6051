package org.tapwarden.classifier.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// A target for the fuzzer: a query is understood, or refused with a sentence that says where.
class FlowLanguageFuzzTest {

    @FuzzTest
    void query(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            assertThat(FlowLanguage.parse(text, FlowLanguage.Options.UTC)).isNotNull();
        } catch (WrongQuery e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @FuzzTest
    void question(byte[] bytes) {
        String text = "| " + new String(bytes, StandardCharsets.UTF_8);
        assertThat(FlowLanguage.complete(text, text.length()))
                .hasSizeLessThanOrEqualTo(FlowLanguage.MOST_SUGGESTIONS);
        try {
            assertThat(FlowLanguage.question(text, FlowLanguage.Options.UTC)).isNotNull();
        } catch (WrongQuery e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}

package org.tapwarden.classifier.protocol.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Samples;

class SshDissectorTest {

    @ParameterizedTest
    @CsvSource({
        "SSH-2.0-OpenSSH_9.6 Debian|, YES, OpenSSH_9.6 Debian",
        "SSH-2.0-OpenSSH, YES_MORE, OpenSSH",
        "SSH-, PERHAPS,",
        "S, PERHAPS,",
        "SSH-x, NO,",
        "SSL-2.0-x|, NO,"
    })
    void reads_the_banner(String text, Dissector.Answer expected, String software) {
        var learnt = new Learnt();
        byte[] bytes = Samples.bytes().ascii(text.replace("|", "\r\n")).done();
        assertThat(new SshDissector().look(Samples.tcp(bytes), learnt)).isEqualTo(expected);
        assertThat(learnt.software()).isEqualTo(software);
    }
}

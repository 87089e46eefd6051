package org.tapwarden.classifier.confidential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.service.Services;

class ProtectedNamesTest {

    private final ProtectedNames names =
            new ProtectedNames(Services.load()::lookup, new ActiveLists.Asker(new ActiveLists()));

    @ParameterizedTest
    @CsvSource({
        "988lifeline.org, true",
        "chat.988lifeline.org, true",
        "WWW.CrisisTextLine.ORG., true",
        "findtreatment.gov, true",
        "www.cta.org, true",
        "lawhelpca.org, true",
        "ocrcas.ed.gov, true",
        "www.ed.gov, false",
        "not988lifeline.org, false",
        "988lifeline.org.evil.example, false",
        "www.youtube.com, false",
        "'', false",
        ", false"
    })
    void a_name_that_ends_like_one_is_one(String name, boolean isOne) {
        assertThat(names.holds(name)).isEqualTo(isOne);
    }

    @ParameterizedTest
    @CsvSource({
        "www.rainn.org,,,, true",
        ",www.rainn.org,,, true",
        ",,CN=*.rainn.org,, true",
        ",,'CN=rainn.org,O=Somebody',, true",
        ",,'O=Somebody, cn=www.rainn.org',, true",
        ",,,*.rainn.org, true",
        "www.example.org,www.example.org,CN=www.example.org,*.example.org, false",
        ",,O=rainn.org,, false",
        ",,CN=,, false",
        ",,,, false"
    })
    void every_field_that_can_hold_a_name_is_asked(
            String server, String question, String subject, String alternative, boolean isOne) {
        var asked =
                new FlowRecord.Names(
                        server,
                        Basis.SEEN,
                        null,
                        null,
                        question,
                        null,
                        new FlowRecord.Tls(
                                EncryptedHello.NONE, null, null, subject, null, alternative));
        assertThat(names.holdsAny(asked)).isEqualTo(isOne);
    }
}

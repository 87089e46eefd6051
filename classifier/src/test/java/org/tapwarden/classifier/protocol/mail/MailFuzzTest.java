package org.tapwarden.classifier.protocol.mail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class MailFuzzTest extends FuzzTarget {

    @FuzzTest
    void smtp(byte[] bytes) {
        look(new SmtpDissector(), bytes);
    }

    @FuzzTest
    void imap(byte[] bytes) {
        look(new ImapDissector(), bytes);
    }

    @FuzzTest
    void pop3(byte[] bytes) {
        look(new Pop3Dissector(), bytes);
    }

    @FuzzTest
    void nntp(byte[] bytes) {
        look(new NntpDissector(), bytes);
    }

    @FuzzTest
    void manageSieve(byte[] bytes) {
        look(new ManageSieveDissector(), bytes);
    }
}

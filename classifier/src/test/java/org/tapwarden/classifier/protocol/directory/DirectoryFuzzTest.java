package org.tapwarden.classifier.protocol.directory;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class DirectoryFuzzTest extends FuzzTarget {

    @FuzzTest
    void kerberos(byte[] bytes) {
        look(new KerberosDissector(), bytes);
    }

    @FuzzTest
    void ldap(byte[] bytes) {
        look(new LdapDissector(), bytes);
    }

    @FuzzTest
    void ident(byte[] bytes) {
        look(new IdentDissector(), bytes);
    }
}

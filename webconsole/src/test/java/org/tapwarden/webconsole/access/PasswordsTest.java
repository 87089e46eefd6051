package org.tapwarden.webconsole.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {

    private static final String PASSWORD = "correct horse battery";

    @Test
    void are_kept_as_dear_as_promised_and_never_twice_alike() {
        String kept = Passwords.STANDARD.hash(PASSWORD);
        assertThat(kept).matches("argon2id\\$19456\\$2\\$1\\$[^$]{22}\\$[^$]{43}");
        assertThat(kept).doesNotContain(PASSWORD).isNotEqualTo(Passwords.STANDARD.hash(PASSWORD));
        assertThat(Passwords.matches(PASSWORD, kept)).isTrue();
        assertThat(Passwords.matches(PASSWORD + "x", kept)).isFalse();
    }

    @Test
    void what_was_made_cheaper_or_dearer_is_compared_as_it_was_made() {
        String kept = new Passwords(256, 3).hash(PASSWORD);
        assertThat(kept).startsWith("argon2id$256$3$1$");
        assertThat(Passwords.matches(PASSWORD, kept)).isTrue();
        assertThat(Passwords.matches(PASSWORD, kept.replace("$256$", "$264$"))).isFalse();
        assertThat(Passwords.matches(PASSWORD, kept.substring(0, 20))).isFalse();
    }

    @Test
    void nobody_has_a_password() {
        var passwords = new Passwords(64, 1);
        assertThat(passwords.matchesNobody("")).isFalse();
        assertThat(passwords.matchesNobody("nobody has this password")).isFalse();
    }
}

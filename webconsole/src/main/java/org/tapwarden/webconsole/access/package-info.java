/// Who may come in: accounts, sessions, invitations, the certificate.
///
/// Promise: passwords are kept as Argon2id only, tokens as hashes only; an account that is not
/// there takes as long to refuse as one that is.
@NullMarked
package org.tapwarden.webconsole.access;

import org.jspecify.annotations.NullMarked;
